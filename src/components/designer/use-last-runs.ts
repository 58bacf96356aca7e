'use client';
import { useQuery } from '@tanstack/react-query';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { useTRPC } from '../trpc.tsx';

const SHOWN = 20;

/** Runs come and end while one edits: read again at most this often. Milliseconds. */
const REFRESH_MS = 2_000;

/** The last runs of a workflow, as they are now. */
export function useLastRuns(workflowId: string) {
  const trpc = useTRPC();
  const asked = { workflowId, limit: SHOWN };
  useLiveRefresh('runs', [trpc.runs.list.queryFilter(asked)], REFRESH_MS);
  return useQuery(trpc.runs.list.queryOptions(asked, { staleTime: 0 }));
}
