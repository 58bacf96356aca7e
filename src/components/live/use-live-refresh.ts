'use client';
import { type QueryFilters, useQueryClient } from '@tanstack/react-query';
import type { LiveTopic } from '@/server/core/live/live-message.ts';
import { useLiveTopic } from './use-live.tsx';
import { useThrottled } from './use-throttled.ts';

/**
 * Reads again what is summed over many rows and cannot be patched: after something happened, at most once per `everyMs`. While nothing
 * happens, nothing is read.
 */
export function useLiveRefresh(topic: LiveTopic, filters: readonly QueryFilters[], everyMs: number): void {
  const queryClient = useQueryClient();
  const refresh = useThrottled(() => {
    for (const filter of filters) void queryClient.invalidateQueries(filter);
  }, everyMs);
  useLiveTopic(topic, refresh);
}
