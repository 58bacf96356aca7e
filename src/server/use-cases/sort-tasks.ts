import { needsQuarantine } from '../core/recovery/judge-poison.ts';
import { type Restraint, shedBelow } from '../core/recovery/restraint.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import type { ParkingRow } from '../db/place-attempts.ts';
import type { QueuedTask, QueueRead, RunFacts } from '../db/read-queue.ts';

// What a pass does with each task it read, before anybody is chosen: who may start now, and who waits, whoever is free.

export interface Candidate {
  task: QueuedTask;
  spec: TaskSpec;
  run: RunFacts;
}

export interface Sorted {
  candidates: Candidate[];
  blocked: QueuedTask[];
  conditional: Candidate[];
  overLimit: QueuedTask[];
  heldBack: ParkingRow[];
}

/** Where tasks wait that may not start together with others that holders died of. */
export const QUARANTINE_GATE = 'quarantine';
/** Where tasks wait that are not important enough for the moment. */
export const SHED_GATE = 'shed';

export const runGate = (runId: string) => `run:${runId}`;

interface Circumstances {
  restraints: readonly Restraint[];
  /** This process executes a task that others died of already: it takes no second one. */
  holdsQuarantined: boolean;
  /** Tasks whose condition was found true. */
  passedConditions: ReadonlySet<string>;
}

/** Says which tasks wait whoever is free: those that are shed, and all but one of those that holders died of. */
function createHolder({
  restraints,
  holdsQuarantined,
}: Circumstances): (task: QueuedTask, spec: TaskSpec) => Pick<ParkingRow, 'gateKey' | 'reason' | 'detail'> | null {
  const below = shedBelow(restraints);
  let taken = holdsQuarantined;
  return (task, { priority }) => {
    if (below !== null && priority < below) {
      return { gateKey: SHED_GATE, reason: 'shed', detail: 'the queue is too long: more important tasks go first' };
    }
    if (!needsQuarantine(task)) return null;
    if (taken) {
      return {
        gateKey: QUARANTINE_GATE,
        reason: 'quarantine',
        detail: `${task.losses} holders died with it: it runs apart from others of its kind`,
      };
    }
    taken = true;
    return null;
  };
}

/** Sorts what was read, in rank order. */
export function sortTasks({ tasks, runs, live }: QueueRead, circumstances: Circumstances): Sorted {
  const passed = circumstances.passedConditions;
  const holdBack = createHolder(circumstances);
  const runById = new Map(runs.map((run) => [run.id, run]));
  const liveByRun = new Map<string, number>();
  for (const { runId, count } of live) liveByRun.set(runId, (liveByRun.get(runId) ?? 0) + count);
  const sorted: Sorted = { candidates: [], blocked: [], conditional: [], overLimit: [], heldBack: [] };
  for (const task of tasks.toSorted((a, b) => Number(a.rank) - Number(b.rank))) {
    const run = runById.get(task.runId);
    if (!run) continue;
    if (task.blocked > 0) {
      sorted.blocked.push(task);
      continue;
    }
    const spec = parseSpec(task.specText);
    const hold = holdBack(task, spec);
    if (hold !== null) {
      if (task.parkKey !== hold.gateKey) sorted.heldBack.push({ taskId: task.id, runId: task.runId, ...hold });
      continue;
    }
    if (spec.condition !== undefined && task.fence === 0 && !passed.has(task.id)) {
      sorted.conditional.push({ task, spec, run });
      continue;
    }
    const used = liveByRun.get(task.runId) ?? 0;
    if (used >= run.maxConcurrentTasks) {
      sorted.overLimit.push(task);
      continue;
    }
    liveByRun.set(task.runId, used + 1);
    sorted.candidates.push({ task, spec, run });
  }
  return sorted;
}

/** Tasks of runs that have all the attempts they may have. */
export function parkOverLimit(tasks: QueuedTask[]): ParkingRow[] {
  return tasks
    .filter((task) => task.parkKey !== runGate(task.runId) || task.waitReason !== 'run_limit')
    .map((task) => ({
      taskId: task.id,
      runId: task.runId,
      gateKey: runGate(task.runId),
      reason: 'run_limit',
      detail: 'the run has reached max_concurrent_tasks',
    }));
}
