'use client';
import { memo, useMemo } from 'react';
import type { RunView } from '@/server/core/run/run-view.ts';
import { type TimelineSpan, timelineRow } from '@/server/core/run/timeline.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { ATTEMPT_LOOKS, TASK_LOOKS, TONE_SOLID } from '../status/status-vocabulary.ts';
import { formatDuration } from '../time/format-time.ts';
import { useNow } from '../time/use-now.ts';
import { cn } from '../ui/class-names.ts';
import { selectableRowClass, VirtualRows } from '../ui/virtual-rows.tsx';
import { type TimeScale, timeScale } from './timeline-scale.ts';

const ROW_PX = 28;
const COLUMNS = 'grid grid-cols-[260px_minmax(0,1fr)_72px]';

function spanLook(span: TimelineSpan): string {
  if (span.kind === 'queued') return 'h-1 rounded-full bg-line-strong';
  if (span.kind === 'assigned') return 'h-1.5 rounded-l-full bg-run/40';
  return cn('h-3 rounded-[3px]', span.attempt ? TONE_SOLID[ATTEMPT_LOOKS[span.attempt.status].tone] : 'bg-run');
}

function spanTitle(span: TimelineSpan, now: number): string {
  const length = formatDuration((span.to?.getTime() ?? now) - span.from.getTime());
  if (!span.attempt) return `queued ${length}`;
  return `${span.kind} ${length}, ${span.attempt.hedgeOf === null ? 'attempt' : 'hedged attempt'} ${span.attempt.number} by ${span.attempt.agentName ?? span.attempt.agentId}, ${ATTEMPT_LOOKS[span.attempt.status].word.toLowerCase()}`;
}

interface RowProps {
  task: TaskSummary;
  scale: TimeScale;
  selected: boolean;
  onSelect(taskId: string): void;
}

const TimelineRow = memo(function TimelineRow({ task, scale, selected, onSelect }: RowProps) {
  const { spans } = timelineRow(task);
  const work = task.attempts.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  return (
    <button
      type="button"
      data-row
      aria-pressed={selected}
      onClick={() => onSelect(task.taskId)}
      className={cn(selectableRowClass(COLUMNS, selected), 'h-7')}
    >
      <span className="flex min-w-0 items-center gap-2 pr-3">
        <StatusIcon look={TASK_LOOKS[task.status]} />
        <span className="truncate text-ink" title={task.name}>
          {task.name}
        </span>
        <span className="sr-only">, {TASK_LOOKS[task.status].word}</span>
      </span>
      <span className="relative block h-full">
        {spans.map((span) => {
          const left = scale.percent(span.from.getTime());
          const right = scale.percent(span.to?.getTime() ?? scale.to);
          return (
            <span
              key={`${span.kind}${span.from.getTime()}`}
              title={spanTitle(span, scale.to)}
              className={cn('-translate-y-1/2 absolute top-1/2 min-w-0.5', spanLook(span))}
              style={{ left: `${left}%`, width: `${right - left}%` }}
            />
          );
        })}
      </span>
      <span className="text-right text-ink-3">{work > 0 ? formatDuration(work) : ''}</span>
    </button>
  );
});

interface RunTimelineProps {
  run: RunView;
  tasks: TaskSummary[];
  selected: string | null;
  onSelect(taskId: string): void;
}

/** When each task waited and worked. Rows in order of their first move; only those in view are drawn. */
export function RunTimeline({ run, tasks, selected, onSelect }: RunTimelineProps) {
  const now = useNow(run.finishedAt === null);
  const from = (run.startedAt ?? run.createdAt).getTime();
  const scale = useMemo(() => timeScale(from, run.finishedAt?.getTime() ?? now), [from, run.finishedAt, now]);
  const rows = useMemo(() => {
    const firstMove = (task: TaskSummary) => task.attempts[0]?.assignedAt.getTime() ?? task.readyAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return tasks.toSorted((a, b) => firstMove(a) - firstMove(b) || a.index - b.index);
  }, [tasks]);
  return (
    <VirtualRows
      rows={rows}
      rowPx={ROW_PX}
      keyOf={(task) => task.id}
      headClassName={COLUMNS}
      head={
        <>
          <span className="font-medium">Task</span>
          <span className="relative block h-full">
            {scale.ticks.map((tick) => (
              <span
                key={tick}
                className="absolute top-0 flex h-full items-center whitespace-nowrap border-l pl-1.5"
                style={{ left: `${scale.percent(scale.from + tick)}%` }}
              >
                {tick === 0 ? '0' : formatDuration(tick)}
              </span>
            ))}
          </span>

          <span className="text-right font-medium">Work</span>
        </>
      }
    >
      {(task) => <TimelineRow task={task} scale={scale} selected={task.taskId === selected} onSelect={onSelect} />}
    </VirtualRows>
  );
}
