'use client';
import { Bell } from 'lucide-react';
import type { ComponentProps } from 'react';
import { Button } from '../ui/button.tsx';

interface BellButtonProps extends ComponentProps<typeof Button> {
  /** Open alerts that nobody has seen yet. */
  count: number;
}

/** The bell and the number of what is new. */
export function BellButton({ count, ...rest }: BellButtonProps) {
  const label = count === 0 ? 'Alerts' : `Alerts, ${count} new`;
  return (
    <Button {...rest} variant="ghost" size="icon" aria-label={label} title={label} className="relative">
      <Bell aria-hidden />
      {count > 0 && (
        <span
          aria-hidden
          className="absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-fail px-1 text-center font-medium text-micro text-page leading-4"
        >
          {count > 9 ? '9+' : count}
        </span>
      )}
    </Button>
  );
}
