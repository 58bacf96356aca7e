'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { readProblem } from '../problem.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS } from '../status/status-vocabulary.ts';
import { Ago, Span } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const SHOWN = 12;

/** The agent itself changes with every call it begins or ends. Milliseconds. */
const REFRESH_MS = 1_000;

/** What the agent did lately, newest first; each opens its task. */
export function AgentAttempts({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.agents.attempts.queryOptions({ id, limit: SHOWN }), staleTime: 0 });
  useLiveRefresh('agents', [trpc.agents.attempts.queryFilter({ id, limit: SHOWN })], REFRESH_MS);
  if (query.isPending) return <Skeleton className="skeleton-delay m-4 w-1/2" />;
  if (query.isError) return <p className="p-4 text-base text-fail">{readProblem(query.error).message}</p>;
  if (query.data.data.length === 0) return <p className="px-4 py-3 text-base text-ink-2">It has not been given a task yet.</p>;
  return (
    <ul className="py-1">
      {query.data.data.map(({ id: attemptId, runId, taskId, taskName, status, assignedAt, startedAt, endedAt }) => (
        <li key={attemptId}>
          <Link
            href={runId === null ? '/runs' : `/runs/${runId}?task=${taskId}`}
            className="grid h-7 grid-cols-[104px_minmax(0,1fr)_64px_72px] items-center gap-3 px-4 text-base text-ink-2 hover:bg-hover"
          >
            <StatusMark look={ATTEMPT_LOOKS[status]} />
            <span className="truncate text-ink">{taskName ?? taskId}</span>
            <Span from={startedAt} to={endedAt} className="text-right" />
            <Ago at={assignedAt} className="text-right text-ink-3" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
