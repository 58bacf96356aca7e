'use client';
import { useQuery } from '@tanstack/react-query';
import type { Route } from 'next';
import Link from 'next/link';
import type { RunView } from '@/server/core/run/run-view.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';

/** The last run of the workflow that completed before this one, and the way to what has changed since. Nothing where there is none. */
export function LastCompleted({ run }: { run: RunView }) {
  const trpc = useTRPC();
  const { workflowId, createdAt, id } = run;
  const query = useQuery(trpc.runs.list.queryOptions({ workflowId, status: ['completed'], createdTo: createdAt, limit: 1 }));
  const before = query.data?.data[0];
  if (!before) return null;
  return (
    <span className="flex items-center gap-1">
      <span className="text-ink-3">Last completed</span>
      <Ago at={before.createdAt} />
      <Link href={`/runs/compare?left=${before.id}&right=${id}` as Route} className="text-accent hover:underline">
        compare with it
      </Link>
    </span>
  );
}
