'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './class-names.ts';

interface DialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Acts, right-aligned under a line. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** A click beside it does not close it. */
  modalOnly?: boolean;
}

const widths = { sm: 'w-[420px]', md: 'w-[560px]', lg: 'w-[760px]' } as const;

export function Dialog({ open, onOpenChange, title, description, children, footer, size = 'md', modalOnly = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} disablePointerDismissal={modalOnly}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Base.Popup
          className={cn(
            'fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-[10px] border border-line bg-panel shadow-pop outline-none',
            'transition-[opacity,transform] duration-150 ease-calm data-ending-style:translate-y-1 data-ending-style:opacity-0 data-starting-style:translate-y-1 data-starting-style:opacity-0',
            widths[size],
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0">
              <Base.Title className="font-semibold text-ink text-lead">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-base text-ink-2">{description}</Base.Description>}
            </div>
            <Base.Close render={<Button variant="ghost" size="icon" aria-label="Close" className="-mt-1 -mr-2" />}>
              <X aria-hidden />
            </Base.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
          {footer && <div className="flex items-center justify-end gap-2 border-t px-5 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
