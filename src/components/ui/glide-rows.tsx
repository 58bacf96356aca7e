'use client';
import { type ReactNode, type RefObject, useLayoutEffect, useRef } from 'react';

/** More rows at once come without a glide: nobody can follow them. */
const MOST_GLIDING = 8;
const GLIDE: KeyframeAnimationOptions = { duration: 180, easing: 'cubic-bezier(0.2, 0, 0, 1)' };

interface GlideRowsProps<T> {
  rows: readonly T[];
  /** Height of every row, px. */
  rowPx: number;
  keyOf(row: T): string;
  list?: RefObject<HTMLUListElement | null>;
  /** The pointer, or the focus, has left the list. */
  onLeave?(): void;
  children(row: T): ReactNode;
}

/** How many rows stand before the one that was the first; 0 when it is gone. */
function countNew<T>(rows: readonly T[], keyOf: (row: T) => string, first: string | null): number {
  if (first === null) return 0;
  return Math.max(
    0,
    rows.slice(0, MOST_GLIDING + 1).findIndex((row) => keyOf(row) === first),
  );
}

/**
 * Rows of one height, all drawn. Those that come before the others push them down in one movement: a row's place is a transform, so that
 * nothing is laid out anew and nothing jumps.
 */
export function GlideRows<T>({ rows, rowPx, keyOf, list: given, onLeave, children }: GlideRowsProps<T>) {
  const own = useRef<HTMLUListElement>(null);
  const list = given ?? own;
  const first = rows[0] === undefined ? null : keyOf(rows[0]);
  const shownFirst = useRef(first);
  useLayoutEffect(() => {
    const added = countNew(rows, keyOf, shownFirst.current);
    shownFirst.current = first;
    if (added === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    list.current?.animate([{ transform: `translateY(${-added * rowPx}px)` }, { transform: 'none' }], GLIDE);
  }, [rows, first, keyOf, rowPx, list]);
  return (
    <div className="overflow-clip">
      <ul
        ref={list}
        className="relative"
        style={{ height: rows.length * rowPx }}
        onPointerLeave={onLeave}
        onBlur={({ currentTarget, relatedTarget }) => {
          if (!currentTarget.contains(relatedTarget)) onLeave?.();
        }}
      >
        {rows.map((row, index) => (
          <li
            key={keyOf(row)}
            className="absolute inset-x-0 top-0 contain-layout contain-style"
            style={{ height: rowPx, transform: `translateY(${index * rowPx}px)` }}
          >
            {children(row)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whether somebody points at a row of the list, or goes through it with the keyboard: then rows are not to move. */
export const isInHand = (list: HTMLElement | null): boolean =>
  list !== null && (list.matches(':hover') || list.querySelector(':focus-visible') !== null);
