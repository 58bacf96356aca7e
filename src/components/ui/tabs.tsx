'use client';
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';

interface TabsProps<T extends string> {
  label: string;
  value: T;
  onChange(value: T): void;
  tabs: readonly { value: T; label: string; count?: number | undefined }[];
  /** The chosen tab's panel. Only this one is mounted. */
  children: ReactNode;
  className?: string;
  panelClassName?: string;
  /** Shown at the right end of the tab line. */
  aside?: ReactNode;
}

const STEPS: Partial<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Tabs as the ARIA pattern has them: one stop for Tab, arrows, Home and End between them. */
export function Tabs<T extends string>({ label, value, onChange, tabs, children, className, panelClassName, aside }: TabsProps<T>) {
  const id = useId();
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const step = STEPS[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? tabs.length - 1
          : step === undefined
            ? null
            : (at + step + tabs.length) % tabs.length;
    const next = to === null ? undefined : tabs[to];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus();
  };
  return (
    <div className={cn('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center justify-between gap-4 border-b">
        <div role="tablist" aria-label={label} onKeyDown={move} className="flex gap-1">
          {tabs.map((tab) => {
            const chosen = tab.value === value;
            return (
              <button
                key={tab.value}
                type="button"
                role="tab"
                id={`${id}-${tab.value}`}
                data-tab={tab.value}
                aria-selected={chosen}
                aria-controls={chosen ? `${id}-panel` : undefined}
                tabIndex={chosen ? 0 : -1}
                onClick={() => onChange(tab.value)}
                className={cn(
                  'relative flex h-9 items-center gap-1.5 rounded-control px-2.5 font-medium text-base',
                  'after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:rounded-full',
                  chosen ? 'text-ink after:bg-ink' : 'text-ink-3 hover:text-ink',
                )}
              >
                {tab.label}
                {tab.count !== undefined && <span className="text-ink-3 text-small">{tab.count}</span>}
              </button>
            );
          })}
        </div>
        {aside}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className={cn('min-h-0 flex-1', panelClassName)}>
        {children}
      </div>
    </div>
  );
}
