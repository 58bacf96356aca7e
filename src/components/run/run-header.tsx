'use client';
import { CircleX } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { RunFailure, RunView } from '@/server/core/run/run-view.ts';
import { failureCause } from '@/server/core/task/failure-cause.ts';
import { RunSpending } from '../budget/run-spending.tsx';
import { RerunFrom } from '../rerun/rerun-from-here.tsx';
import { RunLineage } from '../rerun/run-lineage.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { shortId } from '../short-id.ts';
import { StatusPill } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago, Span } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { cn } from '../ui/class-names.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { DetailHeader } from '../ui/page-header.tsx';
import { LastCompleted } from './last-completed.tsx';
import { RunActions } from './run-actions.tsx';
import { RunProgress } from './run-progress.tsx';
import { StopLine } from './stop-line.tsx';

interface FailureLineProps {
  runId: string;
  failures: RunFailure[];
  total: number;
  /** The run went on, or ended well, in spite of it. */
  tolerated: boolean;
  onSelect(taskId: string): void;
}

/** Why it failed, in one line; a click opens the task, another lists all that failed. */
function FailureLine({ runId, failures, total, tolerated, onSelect }: FailureLineProps) {
  const [first] = failures;
  if (!first) return null;
  const cause = first.error ? failureCause(first.error) : 'failed without an error';
  return (
    <div
      className={cn(
        'mt-2 flex w-full min-w-0 items-center gap-2 rounded-control px-3 text-base',
        tolerated ? 'bg-wait-soft text-wait' : 'bg-fail-soft text-fail',
      )}
    >
      <button
        type="button"
        onClick={() => onSelect(first.taskId)}
        title={cause}
        className="flex min-w-0 flex-1 items-center gap-2 py-1 text-left hover:underline"
      >
        <CircleX className="size-4 shrink-0" aria-hidden />
        <span className="shrink-0 font-medium">{first.name}</span>
        <span className="min-w-0 flex-1 truncate">{cause}</span>
      </button>
      {total > 1 && (
        <Link href={`/runs/${runId}?tab=tasks&ts=failed` as Route} scroll={false} className="shrink-0 py-1 underline hover:no-underline">
          and {total - 1} more
        </Link>
      )}
    </div>
  );
}

export function RunHeader({ run, onSelect }: { run: RunView; onSelect(taskId: string): void }) {
  return (
    <DetailHeader
      title={run.name}
      path={[
        { label: 'Runs', href: '/runs' },
        { label: run.workflowId, href: `/runs?workflow=${encodeURIComponent(run.workflowId)}` },
      ]}
      marks={
        <>
          <StatusPill look={RUN_LOOKS[run.status]} />
          {run.workflowVersion !== null && <Badge>v{run.workflowVersion}</Badge>}
          <RunLineage run={run} />
        </>
      }
      actions={<RunActions run={run} />}
    >
      <div className="mt-2 flex flex-wrap items-center gap-x-6 gap-y-1 text-base text-ink-2">
        <RunProgress counts={run} className="w-64 [&>span:last-child]:min-w-0" />
        <span>
          <span className="text-ink-3">Started </span>
          <Ago at={run.startedAt ?? run.createdAt} />
        </span>
        <span>
          <span className="text-ink-3">{run.finishedAt === null ? 'So far' : 'Took'} </span>
          <Span from={run.startedAt ?? run.createdAt} to={run.finishedAt} />
        </span>
        <RunSpending run={run} />
        <span className="flex min-w-0 items-center gap-1">
          <span className="text-ink-3">By</span>
          <ActorName id={run.createdBy} name={run.createdByName} />
        </span>
        <span className="flex items-center gap-0.5 font-mono text-ink-3 text-small">
          <span title={run.id}>{shortId(run.id)}</span>
          <CopyButton value={run.id} label="Copy run id" />
        </span>
        {/* Last in its line: it comes later than the rest, and moves nothing. */}
        {run.status === 'failed' && <LastCompleted run={run} />}
      </div>
      <StopLine run={run} />
      <div className="flex min-w-0 items-end gap-2">
        <FailureLine runId={run.id} failures={run.failures} total={run.failed} tolerated={run.status !== 'failed'} onSelect={onSelect} />
        {run.status === 'failed' && run.failures[0] && <RerunFrom run={run} taskId={run.failures[0].taskId} />}
      </div>
    </DetailHeader>
  );
}
