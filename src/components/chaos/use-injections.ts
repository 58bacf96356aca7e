'use client';
import { useQuery } from '@tanstack/react-query';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { useTRPC } from '../trpc.tsx';

/** One page: what was broken before that is in the audit. */
const PAGE = { limit: 50 } as const;
/** The fleet changes with every call; this changes seldom. Milliseconds. */
const REFRESH_MS = 1_000;

/** Faults that were put into agents, newest first, read again when agents change. */
export function useInjections() {
  const trpc = useTRPC();
  useLiveRefresh('agents', [trpc.chaos.pathFilter()], REFRESH_MS);
  return useQuery(trpc.chaos.list.queryOptions(PAGE));
}
