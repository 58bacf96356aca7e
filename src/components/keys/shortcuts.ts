'use client';
import { useEffect, useRef, useSyncExternalStore } from 'react';

// One registry of keys: whoever mounts an act registers it here, the listener obeys it and the "?" sheet lists it, so the sheet cannot lie.

export interface Shortcut {
  /** One key ("j", "Escape", "?"), two pressed after one another ("g r"), or one with Ctrl held ("Ctrl z", "Ctrl Shift Z"; Command on a Mac). */
  keys: string;
  label: string;
  group: string;
  /** Also while somebody types, as for keys that mean nothing in a text field. */
  always?: boolean;
}

/** What a key does; false leaves the key to the browser. */
type Act = () => unknown;

interface Registered extends Shortcut {
  run: Act;
}

/** How long the first key of a pair waits for the second, ms. */
const PAIR_MS = 900;

const registered = new Map<symbol, Registered>();
const watchers = new Set<() => void>();
let listing: readonly Shortcut[] = [];

function announce(): void {
  listing = [...registered.values()];
  for (const watcher of watchers) watcher();
}

/** Everything that can be pressed on the page as it stands. */
export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => listing,
    () => listing,
  );
}

/** Everything that can be pressed on the page, to be called otherwise. */
export function listActs(): readonly Registered[] {
  return [...registered.values()];
}

/** Makes a key work while the component is mounted. The newest of two on one key wins. */
export function useShortcut(shortcut: Shortcut, run: Act): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { keys, label, group, always = false } = shortcut;
  useEffect(() => {
    const id = Symbol(keys);
    registered.set(id, { keys, label, group, always, run: () => latest.current() });
    announce();
    return () => {
      registered.delete(id);
      announce();
    };
  }, [keys, label, group, always]);
}

const OVERLAYS = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]:not([data-inline])';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** A key with what is held beside it, as shortcuts are written. */
function heldKey({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): string {
  if (!ctrlKey && !metaKey) return key;
  return shiftKey ? `Ctrl Shift ${key.toUpperCase()}` : `Ctrl ${key}`;
}

/** Calls what is registered for a key; mount once. */
export function useShortcutListener(): void {
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return;
      // Dialogs, menus and text fields keep their keys; a list that is part of the page does not.
      if (document.querySelector(OVERLAYS)) return;
      const key = heldKey(event);
      const typing = isTyping(event.target);
      const pair = first && event.timeStamp - first.at < PAIR_MS ? `${first.key} ${key}` : null;
      const all = [...registered.values()].filter(({ always }) => !typing || always).reverse();
      const found = all.find(({ keys }) => keys === pair) ?? all.find(({ keys }) => keys === key);
      first = typing ? null : { key, at: event.timeStamp };
      if (!found) return;
      if (found.run() !== false) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
