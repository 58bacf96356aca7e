'use client';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';
import { cn } from './class-names.ts';
import { popupClass, popupItemClass } from './popup.ts';

export interface SelectOption<T extends string> {
  value: T;
  label: string;
  icon?: ReactNode;
}

interface SelectProps<T extends string> {
  /** Read out as the control's name. */
  label: string;
  value: NoInfer<T>;
  options: readonly SelectOption<T>[];
  onChange: (value: NoInfer<T>) => void;
  id?: string;
  className?: string;
}

export function Select<const T extends string>({ label, value, options, onChange, id, className }: SelectProps<T>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next as T)}>
      <Base.Trigger id={id} aria-label={label} className={cn(buttonClass(), 'justify-between gap-2 font-normal', className)}>
        <span className="flex min-w-0 items-center gap-1.5 truncate">
          {chosen?.icon}
          <Base.Value />
        </span>
        <Base.Icon>
          <ChevronsUpDown className="text-ink-3" aria-hidden />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="start" alignItemWithTrigger={false} className="z-50 outline-none">
          <Base.Popup className={cn(popupClass, 'max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto')}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={popupItemClass}>
                {option.icon}
                <Base.ItemText>{option.label}</Base.ItemText>
                <Base.ItemIndicator className="ml-auto pl-4">
                  <Check className="size-3.5" aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
