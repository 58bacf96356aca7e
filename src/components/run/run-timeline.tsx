'use client';
import { parseAsBoolean, useQueryState } from 'nuqs';
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
import { mergeStretches, type Stretch, type TimeScale, timeScale } from './timeline-scale.ts';

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
        {spans.map((span, place) => {
          const left = scale.percent(span.from.getTime());
          const right = scale.percent(span.to?.getTime() ?? scale.to);
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: an element is handed on to the bar of another task; what it shows is all it is
              key={place}
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
  /** All tasks are here: only then it is known when nobody worked. */
  complete: boolean;
  selected: string | null;
  onSelect(taskId: string): void;
}

/** The times in which at least one task was in somebody's hands; what goes on has no end. */
function workOf(tasks: readonly TaskSummary[]): Stretch[] {
  const attempts = tasks.flatMap((task) => task.attempts);
  return mergeStretches(attempts.map(({ assignedAt, endedAt }) => [assignedAt.getTime(), endedAt?.getTime() ?? Number.POSITIVE_INFINITY]));
}

/** Tasks in order of their first move; what has not moved comes last, in the order of the definition. */
function byFirstMove(tasks: readonly TaskSummary[]): TaskSummary[] {
  const keyed = tasks.map((task) => ({
    task,
    at: task.attempts[0]?.assignedAt.getTime() ?? task.readyAt?.getTime() ?? Number.POSITIVE_INFINITY,
  }));
  // Infinity minus itself is not a number: places decide then, as among equals.
  return keyed.sort((a, b) => (a.at === b.at ? a.task.index - b.task.index : a.at - b.at)).map(({ task }) => task);
}

/** The axis: round times, and what is folded away. */
function Axis({ scale }: { scale: TimeScale }) {
  return (
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
      {scale.folds.map(({ left, width, ms }) => (
        <span
          key={left}
          title={`${formatDuration(ms)} in which nobody worked`}
          className="absolute top-0 flex h-full items-center justify-center overflow-hidden whitespace-nowrap bg-raised text-micro"
          style={{ left: `${left}%`, width: `${width}%` }}
        >
          {formatDuration(ms)}
        </span>
      ))}
    </span>
  );
}

/**
 * When each task waited and worked. Rows in order of their first move; only those in view are drawn. Time in which nobody worked is folded,
 * unless somebody wants to see it.
 */
export function RunTimeline({ run, tasks, complete, selected, onSelect }: RunTimelineProps) {
  const now = useNow(run.finishedAt === null);
  const [idle, setIdle] = useQueryState('idle', parseAsBoolean.withDefault(false));
  const from = (run.startedAt ?? run.createdAt).getTime();
  const to = run.finishedAt?.getTime() ?? now;
  const work = useMemo(() => (idle || !complete ? null : workOf(tasks)), [idle, complete, tasks]);
  const scale = useMemo(() => timeScale(from, to, work), [from, to, work]);
  const rows = useMemo(() => byFirstMove(tasks), [tasks]);
  return (
    <>
      {(idle || scale.folds.length > 0) && (
        <label className="flex items-center gap-2 px-6 py-1.5 text-ink-2 text-small">
          <input type="checkbox" checked={idle} onChange={(event) => void setIdle(event.target.checked || null)} className="accent-ink" />
          Show the time in which nobody worked
        </label>
      )}
      <VirtualRows
        rows={rows}
        rowPx={ROW_PX}
        keyOf={(task) => task.id}
        headClassName={COLUMNS}
        head={
          <>
            <span className="font-medium">Task</span>
            <Axis scale={scale} />
            <span className="text-right font-medium">Work</span>
          </>
        }
      >
        {(task) => <TimelineRow task={task} scale={scale} selected={task.taskId === selected} onSelect={onSelect} />}
      </VirtualRows>
    </>
  );
}
