import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/** A table in its own horizontal scroller. */
export function Table({ className, ...rest }: ComponentProps<'table'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div className="overflow-x-auto" tabIndex={0}>
      <table {...rest} className={cn('w-full border-collapse text-left text-base [&_tbody_tr:last-child>td]:border-b-0', className)} />
    </div>
  );
}

export function Th({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="col" {...rest} className={cn('h-8 whitespace-nowrap border-b px-3 font-medium text-ink-3 text-small', className)} />;
}

export function Td({ className, ...rest }: ComponentProps<'td'>) {
  return <td {...rest} className={cn('h-9 border-b px-3 py-1 text-ink-2', className)} />;
}
