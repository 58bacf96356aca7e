'use client';
import { Popover as Base } from '@base-ui/react/popover';
import type { AlertView } from '@/server/core/alert/alert.ts';
import { cn } from '../ui/class-names.ts';
import { popupClass } from '../ui/popup.ts';
import { AlertRow } from './alert-row.tsx';
import { BellButton } from './bell-button.tsx';

/** The open alerts below the bell; opens with its first render. */
export function AlertPopup({ alerts, count }: { alerts: AlertView[]; count: number }) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={<BellButton count={count} />} />
      <Base.Portal container={document.getElementById('top-bar')}>
        <Base.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Base.Popup className={cn(popupClass, 'max-h-[70vh] w-96 max-w-[calc(100vw-2rem)] overflow-y-auto')}>
            <Base.Title className="px-3 pt-2 pb-1 font-semibold text-base text-ink">Open alerts</Base.Title>
            {alerts.length === 0 ? (
              <p className="px-3 pb-3 text-base text-ink-2">Nothing needs you. An alert closes by itself when its cause is gone.</p>
            ) : (
              <ul>
                {alerts.map((alert) => (
                  <AlertRow key={alert.id} alert={alert} />
                ))}
              </ul>
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
