'use client';
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
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

export function Tabs<T extends string>({ label, value, onChange, tabs, children, className, panelClassName, aside }: TabsProps<T>) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(next as T)} className={cn('flex min-h-0 flex-col', className)}>
      <div className="flex shrink-0 items-center justify-between gap-4 border-b">
        <Base.List aria-label={label} className="relative flex gap-1">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="flex h-9 items-center gap-1.5 rounded-control px-2.5 font-medium text-base text-ink-3 hover:text-ink data-active:text-ink"
            >
              {tab.label}
              {tab.count !== undefined && <span className="text-ink-3 text-small">{tab.count}</span>}
            </Base.Tab>
          ))}
          <Base.Indicator className="absolute -bottom-px left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) rounded-full bg-ink transition-[translate,width] duration-150 ease-calm" />
        </Base.List>
        {aside}
      </div>
      <Base.Panel value={value} className={cn('min-h-0 flex-1 outline-none', panelClassName)}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
