'use client';
import type { ReactNode } from 'react';
import { readProblem } from './problem.ts';
import { ErrorState } from './ui/error-state.tsx';
import { SkeletonRows } from './ui/skeleton.tsx';

interface LoadedProps<T> {
  query: { isPending: boolean; isError: boolean; data: T | undefined; error: unknown; refetch(): unknown };
  /** What is read, as the beginning of a sentence: "The queues". */
  what: string;
  rows?: number;
  children(data: T): ReactNode;
}

/** What was read, or what stands in its place: rows on their way, or the error with another try. What was read once stays on an error. */
export function Loaded<T>({ query, what, rows = 4, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState what={what} problem={readProblem(query.error)} onRetry={() => void query.refetch()} />;
  return <SkeletonRows rows={rows} label={`${what} on the way`} />;
}
