'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLiveTopic } from '../live/use-live.tsx';
import { DECISIONS_KEY } from './decision-pages.ts';

/** A busy fleet decides hundreds of times a second; people read once. Milliseconds. */
const AT_MOST_EVERY_MS = 1_000;

/** Reads the decisions on screen again when runs move: whatever is decided, or ends, moves one. */
export function useLiveDecisions(paused: boolean): void {
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLiveTopic(paused ? null : 'runs', () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queryClient.invalidateQueries({ queryKey: DECISIONS_KEY });
    }, AT_MOST_EVERY_MS);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
}
