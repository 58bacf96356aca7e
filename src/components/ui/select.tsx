import { ChevronsUpDown } from 'lucide-react';
import { cn } from './class-names.ts';

export interface SelectOption<T extends string> {
  value: T;
  label: string;
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

/** The browser's own select in our clothes: right on every device, and nothing to load. */
export function Select<const T extends string>({ label, value, options, onChange, id, className }: SelectProps<T>) {
  return (
    <span className={cn('relative inline-flex h-7 min-w-0', className)}>
      <select
        id={id}
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="w-full appearance-none truncate rounded-control border border-line-strong bg-panel pr-7 pl-2.5 text-ink text-small hover:bg-hover"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown className="-translate-y-1/2 pointer-events-none absolute top-1/2 right-2 size-3.5 text-ink-3" aria-hidden />
    </span>
  );
}
