'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useLiveTopic } from '../live/use-live.tsx';
import { DECISIONS_KEY } from './decision-pages.ts';

/** A busy fleet decides hundreds of times a second; people read once. Milliseconds. */
const AT_MOST_EVERY_MS = 1_000;

/**
 * Reads the decisions on screen again when runs move: whatever is decided, or ends, moves one. While they stand still nothing is read;
 * what happened meanwhile is read when they go on.
 */
export function useLiveDecisions(still: boolean): void {
  const queryClient = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const missed = useRef(false);
  const readSoon = useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      void queryClient.invalidateQueries({ queryKey: DECISIONS_KEY });
    }, AT_MOST_EVERY_MS);
  }, [queryClient]);
  useLiveTopic('runs', () => {
    if (still) missed.current = true;
    else readSoon();
  });
  useEffect(() => {
    if (still && timer.current !== null) {
      clearTimeout(timer.current);
      timer.current = null;
      missed.current = true;
    }
    if (still || !missed.current) return;
    missed.current = false;
    readSoon();
  }, [still, readSoon]);
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
}
