import { buildGraph, topologicalOrder } from '../workflow/graph.ts';

/** A task as a plan sees it. */
export interface EstimatedTask {
  /** Positions of the tasks it waits for. */
  dependencies: readonly number[];
  /** Who does it; null when nobody does, or nobody has to. */
  agent: string | null;
  /** Null when nobody knows. */
  durationMs: number | null;
}

export interface EstimatedTimes {
  /** Since the run began. */
  startMs: number;
  /** What is not known counts as nothing. */
  endMs: number;
}

export interface RunEstimate {
  /** By task; null for one on a cycle. */
  times: (EstimatedTimes | null)[];
  /** When the last task ends, what is not known counted as nothing. */
  atLeastMs: number;
  /** The same; null when the duration of a task is not known. */
  totalMs: number | null;
}

/** The moments at which each of several places is free again, soonest first. */
class Lanes {
  private readonly free: number[];

  constructor(count: number) {
    this.free = new Array<number>(Math.max(1, count)).fill(0);
  }

  soonest(): number {
    return this.free[0] ?? 0;
  }

  take(until: number): void {
    this.free.shift();
    const at = this.free.findIndex((time) => time > until);
    this.free.splice(at === -1 ? this.free.length : at, 0, until);
  }
}

/**
 * When each task would start and end: in order of the graph, each as soon as what it waits for is over, its agent has a slot and the run
 * may have one more task under way.
 */
export function estimateRun(
  tasks: readonly EstimatedTask[],
  limits: { slots: ReadonlyMap<string, number>; maxConcurrent: number },
): RunEstimate {
  const order = topologicalOrder(buildGraph(tasks.map(({ dependencies }) => [...dependencies])));
  const run = new Lanes(limits.maxConcurrent);
  const agents = new Map<string, Lanes>();
  const times: (EstimatedTimes | null)[] = tasks.map(() => null);
  for (const at of order) {
    const { dependencies, agent, durationMs } = tasks[at] as EstimatedTask;
    const ready = dependencies.reduce((latest, each) => Math.max(latest, times[each]?.endMs ?? 0), 0);
    const lanes = agent === null ? null : (agents.get(agent) ?? new Lanes(limits.slots.get(agent) ?? 1));
    if (agent !== null && lanes) agents.set(agent, lanes);
    const startMs = lanes ? Math.max(ready, lanes.soonest(), run.soonest()) : ready;
    const endMs = startMs + (durationMs ?? 0);
    times[at] = { startMs, endMs };
    lanes?.take(endMs);
    if (lanes) run.take(endMs);
  }
  const atLeastMs = times.reduce((latest, each) => Math.max(latest, each?.endMs ?? 0), 0);
  return { times, atLeastMs, totalMs: tasks.some(({ durationMs }) => durationMs === null) ? null : atLeastMs };
}
