import Link from 'next/link';
import { memo } from 'react';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { ActorName } from '../session/actor-name.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago, Span } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { cn } from '../ui/class-names.ts';
import { NumberCell, rowClass } from '../ui/row-list.tsx';
import { ChoiceBox, type RunChoice } from './run-choice.tsx';
import { RunProgress } from './run-progress.tsx';

export const RUN_COLUMNS = 'grid-cols-[104px_minmax(200px,2.6fr)_minmax(150px,1fr)_84px_84px_minmax(80px,140px)]';

/** Height of a row, px. */
export const RUN_ROW_PX = 34;

interface RunRowProps {
  run: RunSummary;
  chosen: boolean;
  toggle: RunChoice['toggle'];
}

export const RunRow = memo(function RunRow({ run, chosen, toggle }: RunRowProps) {
  return (
    <div className="group/run relative">
      <RunLink run={run} chosen={chosen} />
      <ChoiceBox run={run} checked={chosen} toggle={toggle} />
    </div>
  );
});

function RunLink({ run, chosen }: Pick<RunRowProps, 'run' | 'chosen'>) {
  return (
    <Link href={`/runs/${run.id}`} data-row data-run={run.id} prefetch={false} className={rowClass(RUN_COLUMNS, cn(chosen && 'bg-raised'))}>
      <StatusMark look={RUN_LOOKS[run.status]} />
      <span className="flex min-w-0 items-baseline gap-2">
        <span className={cn('truncate font-medium text-ink', run.failure && 'max-w-[55%] shrink-0')} title={run.name}>
          {run.name}
        </span>
        {run.failure ? (
          <span
            className={cn('min-w-0 flex-1 truncate text-small', run.status === 'failed' ? 'text-fail' : 'text-wait')}
            title={`${run.failure.taskName}: ${run.failure.cause}`}
          >
            {run.failure.taskName}: {run.failure.cause}
          </span>
        ) : (
          <span className="truncate text-ink-3 text-small">{run.workflowId}</span>
        )}
        {run.lineage && <Badge>{run.lineage}</Badge>}
        {run.openApprovals > 0 && <Badge tone="wait">{run.openApprovals} to approve</Badge>}
        {run.openReviews > 0 && <Badge tone="wait">{run.openReviews} to review</Badge>}
      </span>
      <RunProgress counts={run} />
      <NumberCell className="text-ink-3">
        <Ago at={run.createdAt} />
      </NumberCell>
      <NumberCell>
        <Span from={run.startedAt ?? run.createdAt} to={run.finishedAt} />
      </NumberCell>
      <span className="truncate text-ink-3">
        <ActorName id={run.createdBy} name={run.createdByName} />
      </span>
    </Link>
  );
}
