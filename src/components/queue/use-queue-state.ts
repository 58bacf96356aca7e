'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLiveTopic } from '../live/use-live.tsx';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { useTRPC } from '../trpc.tsx';

/** Least time between two counts. */
const REFRESH_MS = 2_000;

/** The queue as it is: counted again after something happened, at once after it was paused or resumed. */
export function useQueueState() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const filter = trpc.queues.state.queryFilter();
  useLiveRefresh('runs', [filter], REFRESH_MS);
  useLiveTopic('emergency', () => void queryClient.invalidateQueries(filter));
  return useQuery(trpc.queues.state.queryOptions(undefined, { staleTime: 0 }));
}
