'use client';
import { type QueryFilters, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { LiveTopic } from '@/server/core/live/live-message.ts';
import { useLiveTopic } from './use-live.tsx';

/**
 * Reads again what is summed over many rows and cannot be patched: after something happened, at most once per `everyMs`. While nothing
 * happens, nothing is read.
 */
export function useLiveRefresh(topic: LiveTopic, filters: readonly QueryFilters[], everyMs: number): void {
  const queryClient = useQueryClient();
  const latest = useRef(filters);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    latest.current = filters;
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useLiveTopic(topic, () => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      for (const filter of latest.current) void queryClient.invalidateQueries(filter);
    }, everyMs);
  });
}
