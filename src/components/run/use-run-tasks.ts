'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { useTRPCClient } from '../trpc.tsx';
import { runTaskPages } from './run-task-pages.ts';

const NONE: TaskSummary[] = [];

/** All tasks of a run. Pages follow one another by themselves; `complete` says when the last one is here. */
export function useRunTasks(runId: string) {
  const client = useTRPCClient();
  const query = useInfiniteQuery(runTaskPages((input) => client.runs.tasks.query(input), runId));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage]);
  return { tasks: query.data ?? NONE, complete: query.isSuccess && !hasNextPage, query };
}
