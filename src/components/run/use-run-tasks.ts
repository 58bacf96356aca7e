'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { flatten } from '../keyset-pages.ts';
import { useTRPCClient } from '../trpc.tsx';
import { runTaskPages } from './run-task-pages.ts';

/** All tasks of a run. Pages follow one another by themselves; `complete` says when the last one is here. */
export function useRunTasks(runId: string) {
  const client = useTRPCClient();
  const query = useInfiniteQuery(runTaskPages((input) => client.runs.tasks.query(input), runId));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  const tasks = useMemo(() => flatten(query.data), [query.data]);
  return { tasks, complete: query.isSuccess && !hasNextPage, query };
}
