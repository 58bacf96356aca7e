'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { cn } from './class-names.ts';

/** Rows drawn beyond the visible ones on either side. */
const OVERSCAN = 12;

interface VirtualRowsProps<T> {
  rows: readonly T[];
  /** Height of every row, px. */
  rowPx: number;
  keyOf(row: T): string;
  /** Stays at the top; it is read from the rows themselves by who cannot see it. */
  head: ReactNode;
  headClassName: string;
  children(row: T): ReactNode;
}

/** A list of which only the rows in view are drawn, under a head that stays, with the row keys of all lists. */
export function VirtualRows<T>({ rows, rowPx, keyOf, head, headClassName, children }: VirtualRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
  });
  useRowKeys(scroller);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
      <div className={cn(headClassName, 'sticky top-0 z-10 h-8 items-center border-b bg-page px-6 text-ink-3 text-small')} aria-hidden>
        {head}
      </div>
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <div key={keyOf(row)} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
                {children(row)}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

/** The look of a row that selects what it shows; height and columns are the list's. */
export const selectableRowClass = (columns: string, selected: boolean) =>
  cn(columns, 'w-full items-center border-b px-6 text-left text-base hover:bg-hover', selected && 'bg-accent-soft hover:bg-accent-soft');
