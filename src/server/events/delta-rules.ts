import type { LogLineView } from '../core/run/event-view.ts';
import type { DeltaRules } from './delta-ring.ts';
import type { LogPosition, RunDelta } from './live-reads.ts';

// How what happened in a run, and what was said in the log of a task, is cut and joined.

/** Run and tasks are as they were at the end; of the tasks those that are not named any more are left out. */
function behindEvent({ run, events, tasks }: RunDelta, seq: number): RunDelta {
  const left = events.filter((event) => event.seq > seq);
  const named = new Set(left.map(({ taskId }) => taskId));
  return { run, events: left, tasks: tasks.filter(({ id }) => named.has(id)) };
}

/** Each task as the last one has it that names it. */
function joinRunDeltas(deltas: readonly RunDelta[]): RunDelta {
  const tasks = new Map(deltas.flatMap((delta) => delta.tasks.map((task) => [task.id, task])));
  return { run: deltas.at(-1)?.run ?? null, events: deltas.flatMap(({ events }) => events), tasks: [...tasks.values()] };
}

export const RUN_DELTAS: DeltaRules<number, RunDelta> = {
  isBefore: (a, b) => a < b,
  size: ({ events }) => events.length,
  behind: behindEvent,
  join: joinRunDeltas,
};

const isEarlierInLog = (a: LogPosition, b: LogPosition): boolean => a.fence < b.fence || (a.fence === b.fence && a.seq < b.seq);

export const LOG_DELTAS: DeltaRules<LogPosition, LogLineView[]> = {
  isBefore: isEarlierInLog,
  size: (lines) => lines.length,
  behind: (lines, place) => lines.filter((line) => isEarlierInLog(place, line)),
  join: (deltas) => deltas.flat(),
};
