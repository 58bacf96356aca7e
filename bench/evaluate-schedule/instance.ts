import type { Graph } from '../../src/server/core/workflow/graph.ts';

/** One workflow to schedule. Tasks are numbered in the order of the file. Times in seconds. */
export interface Instance {
  name: string;
  app: string;
  graph: Graph;
  order: number[];
  /** The type of each task. */
  types: string[];
  /** Duration of each task at speed 1; on agents that differ per task (a cost matrix), the shortest. */
  work: number[];
  /** Present in files that give a duration per task and processor, with the cost of handing data over. */
  matrix?: { processors: number; durations: number[][]; transfer: (from: number, to: number) => number };
}

/** The agents of one evaluation, as one instance sees them. */
export interface Fleet {
  /** Work per second, by agent. */
  speeds: number[];
  /** Seconds a task really takes on an agent. */
  duration: (task: number, agent: number) => number;
  /** Seconds to hand a result to another agent. */
  transfer: (from: number, to: number) => number;
}

/** A cost matrix brings its own agents; every other file runs on the agents asked for. */
export function fleetOf(instance: Instance, speeds: number[]): Fleet {
  const { matrix, work } = instance;
  if (matrix !== undefined) {
    return {
      speeds: new Array<number>(matrix.processors).fill(1),
      duration: (task, agent) => matrix.durations[task]?.[agent] as number,
      transfer: matrix.transfer,
    };
  }
  return { speeds, duration: (task, agent) => (work[task] as number) / (speeds[agent] as number), transfer: () => 0 };
}
