import { cn } from './class-names.ts';

interface MeterProps {
  value: number;
  max: number;
  label: string;
  className?: string;
}

/** How much of a fixed room is taken, as segments while they can be told apart, else as a bar. */
export function Meter({ value, max, label, className }: MeterProps) {
  const segments = max <= 12;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browser's own meter cannot be drawn as segments
    <span
      role="meter"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
      className={cn('flex h-1.5 w-full gap-0.5 overflow-hidden rounded-full', !segments && 'bg-line', className)}
    >
      {segments ? (
        Array.from({ length: max }, (_, slot) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its position
          <span key={slot} className={cn('flex-1 rounded-full transition-colors duration-200', slot < value ? 'bg-run' : 'bg-line')} />
        ))
      ) : (
        <span className="rounded-full bg-run transition-[width] duration-200" style={{ width: `${Math.min(100, (value / max) * 100)}%` }} />
      )}
    </span>
  );
}
