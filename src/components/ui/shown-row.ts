import { type RefObject, useEffect, useRef } from 'react';

/** Of the head that stays above the rows of a list, px. */
const HEAD_PX = 32;

interface Rows<T> {
  rows: readonly T[];
  keyOf(row: T): string | null;
  /** Height of every row, px. */
  rowPx: number;
}

/** Part of the list that is in view, px. */
interface ViewOfRows {
  scrollTop: number;
  clientHeight: number;
}

/**
 * How far a list is to be scrolled so that a row with the key is seen, px: `here` when one is in view, null when there is none (yet).
 */
export function scrollToRow<T>(wanted: string, { rows, keyOf, rowPx }: Rows<T>, view: ViewOfRows): number | 'here' | null {
  const height = view.clientHeight - HEAD_PX;
  const last = Math.floor((view.scrollTop + height) / rowPx);
  if (rows.slice(Math.ceil(view.scrollTop / rowPx), last).some((row) => keyOf(row) === wanted)) return 'here';
  const index = rows.findIndex((row) => keyOf(row) === wanted);
  return index === -1 ? null : Math.max(0, Math.round(index * rowPx - (height - rowPx) / 2));
}

/** Brings a row into view when it becomes the wanted one, also when it comes later; after that the list stays where a hand puts it. */
export function useShownRow<T>(scroller: RefObject<HTMLElement | null>, wanted: string | null, { rows, keyOf, rowPx }: Rows<T>): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (wanted === null) shown.current = null;
    if (wanted === null || wanted === shown.current) return;
    // In a frame of its own: what draws the rows goes to their beginning when it is mounted.
    const frame = requestAnimationFrame(() => {
      const list = scroller.current;
      const top = list && scrollToRow(wanted, { rows, keyOf, rowPx }, list);
      if (list === null || top === null) return;
      shown.current = wanted;
      if (top !== 'here') list.scrollTop = top;
    });
    return () => cancelAnimationFrame(frame);
  }, [scroller, wanted, rows, keyOf, rowPx]);
}
