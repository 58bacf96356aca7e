'use client';
import type { ReactNode } from 'react';
import { readProblem } from './problem.ts';
import { ErrorState, type Way } from './ui/error-state.tsx';
import { SkeletonRows } from './ui/skeleton.tsx';

interface LoadedProps<T> {
  /** A query, or an infinite one of `keysetPages`. */
  query: { isPending: boolean; isError: boolean; data: T | undefined; error: unknown; refetch(): unknown };
  /** What is read, as the beginning of a sentence: "The queues". */
  what: string;
  /** Rows that stand there until it comes. */
  rows?: number;
  /** Where to go when there is no such thing. */
  back?: Way;
  /** Stands in the place of a list without entries. */
  empty?: ReactNode;
  children(data: T): ReactNode;
}

/** What was read, or what stands in its place: rows on their way, or the error with another try. What was read once stays on an error. */
export function Loaded<T>({ query, what, rows = 4, back, empty, children }: LoadedProps<T>) {
  const { data } = query;
  if (data !== undefined) return empty !== undefined && Array.isArray(data) && data.length === 0 ? empty : children(data);
  if (query.isError) return <ErrorState what={what} problem={readProblem(query.error)} back={back} onRetry={() => void query.refetch()} />;
  return <SkeletonRows rows={rows} label={`${what} on the way`} />;
}
