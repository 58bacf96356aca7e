'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';

/** Everything on screen that ticks hangs on this one clock. */
const TICK_MS = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

const idle = () => () => {};

/**
 * When the server rendered the page, epoch ms. The browser's first render shows the same times, so that both agree; the first tick after
 * it brings them up to date.
 */
export const RenderedAt = createContext(0);

/** The time of the latest tick, epoch ms. With `ticking` false it stands still and costs nothing. */
export function useNow(ticking = true): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    ticking ? subscribe : idle,
    () => now,
    () => renderedAt,
  );
}
