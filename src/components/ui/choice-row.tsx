import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

interface ChoiceRowProps {
  chosen: boolean;
  onChoose(): void;
  /** The grid's columns and gap. */
  className: string;
  children: ReactNode;
}

/** A row of a list that chooses what is shown beside it; arrow keys walk over rows (keys/use-row-keys.ts). */
export function ChoiceRow({ chosen, onChoose, className, children }: ChoiceRowProps) {
  return (
    <li>
      <button
        type="button"
        data-row
        aria-pressed={chosen}
        onClick={onChoose}
        className={cn(
          'grid h-8.5 w-full items-center border-b px-4 text-left text-base hover:bg-hover focus-visible:-outline-offset-2',
          className,
          chosen && 'bg-raised',
        )}
      >
        {children}
      </button>
    </li>
  );
}
