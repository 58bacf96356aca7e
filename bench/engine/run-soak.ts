import type { Deps } from '../../src/server/deps.ts';
import { watchRuns } from './await-runs.ts';
import { checkRecords } from './check-records.ts';
import { submitSteadily } from './measure-latency.ts';
import { type Memory, readMemory } from './read-processes.ts';

export const SOAK_TASKS_PER_SECOND = 100;
/** Heaps and caches reach their size within this time; growth counts from here. Milliseconds. */
const WARM_MS = 60_000;
/** The records of a portion are checked before the next one; its run ids need not be kept. Milliseconds. */
const PORTION_MS = 30_000;
/**
 * The young generation of the execution process fills and is emptied within seconds, by more than a leak of ten minutes could come to: a
 * single reading says when it was taken. What no collection gives back is the lowest of a minute's readings. Milliseconds.
 */
const FLOOR_MS = 60_000;
const READ_EVERY_MS = 1_000;
/** What is left of the collections' timing in the lowest readings of two minutes, bytes. */
const NOISE_BYTES = 16 * 1_024 * 1_024;

export interface SoakFigures {
  minutes: number;
  tasks: number;
  /** The lowest readings of each process in the first and in the last minute. */
  start: Memory[];
  end: Memory[];
  /** From these to those, bytes of PSS over all processes. */
  growth: number;
  /** No process that was there at the start has grown by more than what garbage collection moves. */
  steady: boolean;
}

/** Growth in bytes of each process that was there before and after. */
export function growthOf(start: readonly Memory[], end: readonly Memory[]): number[] {
  const before = new Map(start.map((one) => [one.pid, one.pss]));
  return end.flatMap((one) => {
    const pss = before.get(one.pid);
    return pss === undefined ? [] : [one.pss - pss];
  });
}

/** The lowest reading of each process that was there all along. */
export function floorOf(readings: readonly (readonly Memory[])[]): Memory[] {
  const floor = new Map<number, Memory>();
  const seen = new Map<number, number>();
  for (const one of readings.flat()) {
    seen.set(one.pid, (seen.get(one.pid) ?? 0) + 1);
    const lowest = floor.get(one.pid);
    if (lowest === undefined || one.pss < lowest.pss) floor.set(one.pid, one);
  }
  return [...floor.values()].filter(({ pid }) => seen.get(pid) === readings.length);
}

async function portion(deps: Deps, ms: number): Promise<number> {
  const watch = watchRuns(deps.feed);
  try {
    const runIds = await submitSteadily(deps, { tasksPerSecond: SOAK_TASKS_PER_SECOND, ms });
    await watch.allDone(runIds);
    await checkRecords(deps.db.pool, runIds);
    return runIds.length;
  } finally {
    watch.close();
  }
}

/** A minute of the load, with the memory it cannot do without. */
async function watchFloor(deps: Deps): Promise<{ tasks: number; floor: Memory[] }> {
  const readings = [readMemory()];
  const reader = setInterval(() => readings.push(readMemory()), READ_EVERY_MS);
  try {
    return { tasks: await portion(deps, FLOOR_MS), floor: floorOf(readings) };
  } finally {
    clearInterval(reader);
  }
}

export async function runSoak(deps: Deps, minutes: number, say: (line: string) => void): Promise<SoakFigures> {
  let tasks = await portion(deps, WARM_MS);
  const start = await watchFloor(deps);
  tasks += start.tasks;
  const until = performance.now() + minutes * 60_000;
  for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
    tasks += await portion(deps, Math.min(left, PORTION_MS));
    say(`${tasks} tasks, ${Math.round(readMemory().reduce((sum, one) => sum + one.pss, 0) / 1_048_576)} MB`);
  }
  const end = await watchFloor(deps);
  const growths = growthOf(start.floor, end.floor);
  return {
    minutes,
    tasks: tasks + end.tasks,
    start: start.floor,
    end: end.floor,
    growth: growths.reduce((sum, bytes) => sum + bytes, 0),
    steady: growths.every((bytes) => bytes < NOISE_BYTES),
  };
}
