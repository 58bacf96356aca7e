'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { cn } from './class-names.ts';
import { useRowSlots } from './row-slots.ts';
import { useShownRow } from './shown-row.ts';

/** Rows drawn beyond the visible ones on either side. */
const OVERSCAN = 3;
/** A list is taken for so high until it was measured, px: the server sends the rows that a window of this height shows. */
const FIRST_PX = 900;

interface VirtualRowsProps<T> {
  rows: readonly T[];
  /** Height of every row, px. */
  rowPx: number;
  keyOf(row: T): string;
  /** Key of the row that is to be seen. */
  selected?: string | null;
  /** Stays at the top; it is read from the rows themselves by who cannot see it. */
  head: ReactNode;
  headClassName: string;
  children(row: T): ReactNode;
}

/** A list of which only the rows in view are drawn, under a head that stays, with the row keys of all lists. */
export function VirtualRows<T>({ rows, rowPx, keyOf, selected = null, head, headClassName, children }: VirtualRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    initialRect: { width: 0, height: FIRST_PX },
  });
  useRowKeys(scroller);
  useShownRow(scroller, selected, { rows, keyOf, rowPx });
  const { slots, focus } = useRowSlots();
  const items = virtual.getVirtualItems().flatMap(({ index, start }) => {
    const row = rows[index];
    return row === undefined ? [] : [{ row, start, key: keyOf(row) }];
  });
  const slotOf = slots.of(items.map(({ key }) => key));
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto" {...focus}>
      <div className={cn(headClassName, 'sticky top-0 z-10 h-8 items-center border-b bg-page px-6 text-ink-3 text-small')} aria-hidden>
        {head}
      </div>
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ row, start }, at) => (
          <div key={slotOf[at]} data-slot={slotOf[at]} className="absolute inset-x-0 contain-layout contain-style" style={{ top: start }}>
            {children(row)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The look of a row that selects what it shows; height and columns are the list's. */
export const selectableRowClass = (columns: string, selected: boolean) =>
  cn(columns, 'w-full items-center border-b px-6 text-left text-base hover:bg-hover', selected && 'bg-accent-soft hover:bg-accent-soft');
