'use client';
import { type QueryFilters, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Notice } from '@/server/core/live/live-message.ts';
import { Pace } from './pace.ts';
import { useLiveTopic } from './use-live.tsx';

/** A storm sends notices faster than they are answered: each would begin the reading anew, and none would end. Milliseconds. */
const EVERY_MS = 1_000;

/** Reads again what a notice is about: at once, and while more come once in a while. */
export function useLiveNotice(notice: Notice, ...filters: readonly QueryFilters[]): void {
  const queryClient = useQueryClient();
  const latest = useRef(filters);
  useEffect(() => {
    latest.current = filters;
  });
  const [pace] = useState(
    () =>
      new Pace(EVERY_MS, () => {
        for (const filter of latest.current) void queryClient.invalidateQueries(filter);
      }),
  );
  useEffect(() => () => pace.stop(), [pace]);
  useLiveTopic(notice, () => pace.ask());
}
