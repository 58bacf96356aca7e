'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useCallback, useDeferredValue, useEffect, useMemo } from 'react';
import type { EventView } from '@/server/core/run/event-view.ts';
import type { RunView } from '@/server/core/run/run-view.ts';
import { tasksAt } from '@/server/core/run/status-at.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { useTRPCClient } from '../trpc.tsx';
import { runEventPages } from './run-event-pages.ts';

export interface Scrub {
  /** Number of the event after which the run is shown; null: as it is now. */
  seq: number | null;
  /** That event; undefined until it is read. */
  event: EventView | undefined;
  /** How many events are read so far; those up to `seq` are needed. */
  read: number;
  setSeq(seq: number | null): void;
  /** The run and its tasks as they stood then. */
  run: RunView | undefined;
  tasks: TaskSummary[];
}

/** Shows a run as it stood after any of its events; which one stands in the address. Its events are read when somebody first looks back. */
export function useScrub(runId: string, now: { run: RunView | undefined; tasks: TaskSummary[] }): Scrub {
  const client = useTRPCClient();
  const [asked, ask] = useQueryState('event', parseAsInteger);
  const last = now.run?.seq ?? asked ?? 1;
  // The address may be of a run that had more events, or be typed.
  const seq = asked === null ? null : Math.min(last, Math.max(1, asked));
  const setSeq = useCallback((next: number | null) => void ask(next), [ask]);
  const looking = seq !== null;
  const query = useInfiniteQuery({ ...runEventPages((input) => client.runs.events.query(input), runId), enabled: looking });
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query;
  useEffect(() => {
    if (looking && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [looking, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const events = useMemo(() => query.data?.pages.flatMap(({ data }) => data) ?? [], [query.data]);
  // The slider stays under the hand; the views follow as fast as they can be drawn.
  const shown = useDeferredValue(seq);
  const event = shown === null ? undefined : events[shown - 1];
  const tasks = useMemo(
    () => (shown === null || event === undefined ? now.tasks : tasksAt(now.tasks, events, shown)),
    [shown, event, events, now.tasks],
  );
  const run = useMemo(() => {
    if (now.run === undefined || event === undefined) return now.run;
    return { ...now.run, finishedAt: event.at };
  }, [now.run, event]);
  return { seq, event, read: events.length, setSeq, run, tasks };
}
