'use client';
import type { RefObject } from 'react';
import { useShortcut } from './shortcuts.ts';

/**
 * j and k move the focus between the rows of a list. A row is what carries `data-row`; it is a link or a button, so that Enter opens it.
 * One that leads nowhere cannot have the focus, and is passed over.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]:not(:disabled)') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = at === -1 ? rows[0] : rows[at + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut({ keys: 'j', label: 'Next row', group: 'Lists' }, () => move(1));
  useShortcut({ keys: 'k', label: 'Previous row', group: 'Lists' }, () => move(-1));
}
