'use client';
import { useEffect } from 'react';
import type { DraftStore } from './draft-store.ts';
import { dropEntry, keepEntry } from './model/journal.ts';

/** A change is kept at the latest this long after it was made, ms. */
const KEEP_MS = 400;

export interface Base {
  text: string;
  revision: number | null;
}

/** Keeps in the browser what is not stored yet, while it is not. */
export function useJournal(id: string, store: DraftStore, base: Base): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const keep = () => {
      timer = null;
      const { text } = store.state().draft;
      if (text === base.text) dropEntry(localStorage, id);
      else keepEntry(localStorage, id, { text, base: base.text, revision: base.revision, at: Date.now() });
    };
    const soon = () => {
      timer ??= setTimeout(keep, KEEP_MS);
    };
    const atOnce = () => {
      if (timer !== null) clearTimeout(timer);
      keep();
    };
    soon();
    const leave = store.subscribe(soon);
    window.addEventListener('pagehide', atOnce);
    return () => {
      leave();
      window.removeEventListener('pagehide', atOnce);
      if (timer !== null) atOnce();
    };
  }, [id, store, base]);
}
