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
import { type TimelineTask, timelineTasks } from './timeline-rows.ts';
import { mergeStretches, type Stretch, type TimeScale, timeScale } from './timeline-scale.ts';

const ROW_PX = 28;
const COLUMNS = 'grid grid-cols-[260px_minmax(0,1fr)_72px]';

function spanLook(span: TimelineSpan): string {
  if (span.kind === 'queued') return 'h-1 rounded-full bg-line-strong';
  if (span.kind === 'assigned') return 'h-1.5 rounded-l-full bg-run/40';
  return cn('h-3 rounded-[3px]', span.attempt ? TONE_SOLID[ATTEMPT_LOOKS[span.attempt.status].tone] : 'bg-run');
}

/** `called`: somebody worked at it; what nobody is called for (approvals, timers) waits, and is in no queue. */
function spanTitle(span: TimelineSpan, now: number, called: boolean): string {
  const length = formatDuration((span.to?.getTime() ?? now) - span.from.getTime());
  if (!span.attempt) return `${called ? 'queued' : 'waited'} ${length}`;
  return `${span.kind} ${length}, ${span.attempt.hedgeOf === null ? 'attempt' : 'hedged attempt'} ${span.attempt.number} by ${span.attempt.agentName ?? span.attempt.agentId}, ${ATTEMPT_LOOKS[span.attempt.status].word.toLowerCase()}`;
}

/** To a hundredth of a pixel. */
const percent = (share: number) => `${Math.round(share * 1_000) / 1_000}%`;

/** Why a row has no bar. */
function noteOf({ status, error, reusedFrom, given }: TaskSummary): string | null {
  if (reusedFrom !== null) return 'Its result was taken over from an earlier run.';
  if (given === 'pinned') return 'Its output was pinned.';
  return status === 'skipped' && error !== null ? `Skipped: ${error.message}.` : null;
}

interface RowProps {
  task: TaskSummary;
  callsFrom: number | null;
  scale: TimeScale;
  selected: boolean;
  onSelect(taskId: string): void;
}

/** From the first call of a map or loop to its end. */
function CallsBar({ task, from, scale }: { task: TaskSummary; from: number; scale: TimeScale }) {
  const to = task.finishedAt?.getTime() ?? scale.to;
  const left = scale.percent(from);
  return (
    <span
      title={`its calls ${formatDuration(to - from)}`}
      className={cn('absolute inset-y-0 my-auto h-1.5 min-w-0.5 rounded-full', TONE_SOLID[TASK_LOOKS[task.status].tone])}
      style={{ left: percent(left), width: percent(scale.percent(to) - left) }}
    />
  );
}

const TimelineRow = memo(function TimelineRow({ task, callsFrom, scale, selected, onSelect }: RowProps) {
  // A map or loop does nothing beside its calls.
  const spans = callsFrom === null ? timelineRow(task).spans : [];
  const note = noteOf(task);
  const work = task.attempts.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const worked = work > 0 ? formatDuration(work) : '';
  return (
    <button
      type="button"
      data-row
      // Begins with what is seen, word by word, so that whoever speaks it is understood.
      aria-label={`${[task.name, note, worked].filter(Boolean).join(' ')}, ${TASK_LOOKS[task.status].word}`}
      aria-pressed={selected}
      onClick={() => onSelect(task.taskId)}
      className={cn(selectableRowClass(COLUMNS, selected), 'h-7')}
    >
      <span className="flex min-w-0 items-center gap-2 pr-3">
        <StatusIcon look={TASK_LOOKS[task.status]} />
        <span className="truncate text-ink" title={task.name}>
          {task.name}
        </span>
      </span>{' '}
      <span className="relative flex h-full items-center">
        {note !== null && (
          <span className="truncate text-ink-3 text-small" title={note}>
            {note}
          </span>
        )}
        {callsFrom !== null && <CallsBar task={task} from={callsFrom} scale={scale} />}
        {spans.map((span, place) => {
          const left = scale.percent(span.from.getTime());
          const right = scale.percent(span.to?.getTime() ?? scale.to);
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: an element is handed on to the bar of another task; what it shows is all it is
              key={place}
              // Written when somebody asks: rows come by the dozen with every frame of a scroll.
              onPointerEnter={({ currentTarget }) => {
                currentTarget.title = spanTitle(span, scale.to, task.attempts.length > 0);
              }}
              // Centred without a transform, of which each costs every frame a little.
              className={cn('absolute inset-y-0 my-auto min-w-0.5', spanLook(span))}
              style={{ left: percent(left), width: percent(right - left) }}
            />
          );
        })}
      </span>{' '}
      <span className="text-right text-ink-3">{worked}</span>
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

const keyOf = ({ task }: TimelineTask) => task.taskId;

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
 * When each task waited and worked. Rows in order of their beginning; only those in view are drawn. Time in which nobody worked is folded,
 * unless somebody wants to see it.
 */
export function RunTimeline({ run, tasks, complete, selected, onSelect }: RunTimelineProps) {
  const now = useNow(run.finishedAt === null);
  const [idle, setIdle] = useQueryState('idle', parseAsBoolean.withDefault(false));
  const from = (run.startedAt ?? run.createdAt).getTime();
  const to = run.finishedAt?.getTime() ?? now;
  const work = useMemo(() => (idle || !complete ? null : workOf(tasks)), [idle, complete, tasks]);
  const scale = useMemo(() => timeScale(from, to, work), [from, to, work]);
  const rows = useMemo(() => timelineTasks(tasks), [tasks]);
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
        keyOf={keyOf}
        selected={selected}
        headClassName={COLUMNS}
        head={
          <>
            <span className="font-medium">Task</span>
            <Axis scale={scale} />
            <span className="text-right font-medium">Work</span>
          </>
        }
      >
        {({ task, callsFrom }) => (
          <TimelineRow task={task} callsFrom={callsFrom} scale={scale} selected={task.taskId === selected} onSelect={onSelect} />
        )}
      </VirtualRows>
    </>
  );
}
