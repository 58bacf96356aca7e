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
  /** No agent is needed for what they do now: maps, loops and branches. */
  agentless: Candidate[];
  /** They need no agent and no place of their run: they only begin to wait. */
  controls: Candidate[];
  overLimit: QueuedTask[];
  heldBack: ParkingRow[];
}

/** Where tasks wait that may not start together with others that holders died of. */
export const QUARANTINE_GATE = 'quarantine';
/** Where tasks wait that are not important enough for the moment. */
export const SHED_GATE = 'shed';

export const runGate = (runId: string) => `run:${runId}`;
export const mapGate = (mapId: string) => `map:${mapId}`;

/** Maps and loops only make calls and look at what came of them, a branch only chooses. */
const isAgentless = (spec: TaskSpec) =>
  spec.map !== undefined || spec.loop !== undefined || spec.control === 'branch' || spec.rollback !== undefined;

interface Circumstances {
  restraints: readonly Restraint[];
  /** This process executes a task that others died of already: it takes no second one. */
  holdsQuarantined: boolean;
  /** Tasks whose condition was found true. */
  passedConditions: ReadonlySet<string>;
  /** Live calls of the maps that limit them. */
  groups: ReadonlyMap<string, number>;
}

/** The maps of a read whose limit has to be kept. */
export function limitedMaps(tasks: QueuedTask[]): string[] {
  const ids = new Set<string>();
  // Most texts say nothing of a map; the parse of those that do is remembered.
  for (const { specText } of tasks) if (specText.includes('"group":')) ids.add(parseSpec(specText).group?.id ?? '');
  ids.delete('');
  return [...ids];
}

/**
 * Of the tasks that holders died of the one that may start: the one with the fewest deaths, so that each has its turn. Where every one of
 * them kills, that shows that it is not the task.
 */
function chooseQuarantined(tasks: readonly QueuedTask[], below: number | null): string | null {
  let chosen: QueuedTask | null = null;
  for (const task of tasks) {
    if (task.blocked > 0 || !needsQuarantine(task) || (chosen !== null && chosen.losses <= task.losses)) continue;
    if (below === null || parseSpec(task.specText).priority >= below) chosen = task;
  }
  return chosen?.id ?? null;
}

/** Says which tasks wait whoever is free: those that are shed, and all but one of those that holders died of. */
function createHolder(
  tasks: readonly QueuedTask[],
  { restraints, holdsQuarantined }: Circumstances,
): (task: QueuedTask, spec: TaskSpec) => Pick<ParkingRow, 'gateKey' | 'reason' | 'detail'> | null {
  const below = shedBelow(restraints);
  const chosen = holdsQuarantined ? null : chooseQuarantined(tasks, below);
  return (task, { priority }) => {
    if (below !== null && priority < below) {
      return { gateKey: SHED_GATE, reason: 'shed', detail: 'the queue is too long: more important tasks go first' };
    }
    if (!needsQuarantine(task) || task.id === chosen) return null;
    return {
      gateKey: QUARANTINE_GATE,
      reason: 'quarantine',
      detail: `${task.losses} holders died with it: it runs apart from others of its kind`,
    };
  };
}

/** Counts live calls up as tasks are let through; says whose limit is reached. */
function createLimits(
  live: QueueRead['live'],
  groups: ReadonlyMap<string, number>,
): (task: QueuedTask, spec: TaskSpec, run: RunFacts) => 'run' | 'map' | null {
  const byRun = new Map<string, number>();
  for (const { runId, count } of live) byRun.set(runId, (byRun.get(runId) ?? 0) + count);
  const byMap = new Map(groups);
  return (task, { group }, run) => {
    const inMap = group === undefined ? 0 : (byMap.get(group.id) ?? 0);
    if (group !== undefined && inMap >= group.limit) return 'map';
    const inRun = byRun.get(task.runId) ?? 0;
    if (inRun >= run.maxConcurrentTasks) return 'run';
    byRun.set(task.runId, inRun + 1);
    if (group !== undefined) byMap.set(group.id, inMap + 1);
    return null;
  };
}

/** Sorts what was read, in rank order. */
export function sortTasks({ tasks, runs, live }: QueueRead, circumstances: Circumstances): Sorted {
  const passed = circumstances.passedConditions;
  const runById = new Map(runs.map((run) => [run.id, run]));
  const inOrder = tasks.filter(({ runId }) => runById.has(runId)).toSorted((a, b) => Number(a.rank) - Number(b.rank));
  const holdBack = createHolder(inOrder, circumstances);
  const reached = createLimits(live, circumstances.groups);
  const sorted: Sorted = { candidates: [], blocked: [], conditional: [], agentless: [], controls: [], overLimit: [], heldBack: [] };
  for (const task of inOrder) {
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
    if (spec.condition !== undefined && task.fence === 0 && spec.grown === undefined && !passed.has(task.id)) {
      sorted.conditional.push({ task, spec, run });
      continue;
    }
    if (isAgentless(spec)) {
      sorted.agentless.push({ task, spec, run });
      continue;
    }
    if (spec.control !== undefined) {
      sorted.controls.push({ task, spec, run });
      continue;
    }
    const limit = reached(task, spec, run);
    if (limit === null) sorted.candidates.push({ task, spec, run });
    else if (limit === 'run') sorted.overLimit.push(task);
    else if (task.waitReason !== 'map_limit') sorted.heldBack.push(overMapLimit(task, spec));
  }
  return sorted;
}

function overMapLimit({ id, runId }: QueuedTask, { group }: TaskSpec): ParkingRow {
  return {
    taskId: id,
    runId,
    gateKey: mapGate(group?.id ?? ''),
    reason: 'map_limit',
    detail: `the map works on ${group?.limit} items at once`,
  };
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
      detail: 'as many of its tasks are under way as max_concurrent_tasks allows',
    }));
}
