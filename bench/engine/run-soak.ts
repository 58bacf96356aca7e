import type { Deps } from '../../src/server/deps.ts';
import { watchRuns } from './await-runs.ts';
import { checkRecords } from './check-records.ts';
import { collectGarbage } from './collect-garbage.ts';
import { submitSteadily } from './measure-latency.ts';
import { type Memory, readMemory } from './read-processes.ts';

export const SOAK_TASKS_PER_SECOND = 100;
/** Heaps and caches reach their size within this time; growth counts from here. Milliseconds. */
const WARM_MS = 60_000;
/** The records of a portion are checked before the next one; its run ids need not be kept. Milliseconds. */
const PORTION_MS = 30_000;
/** What is not heap moves up and down by this much, bytes. */
const NOISE_BYTES = 16 * 1_024 * 1_024;

export interface SoakFigures {
  minutes: number;
  tasks: number;
  /** After a collection. */
  start: Memory[];
  end: Memory[];
  /** Bytes of PSS over all processes. */
  growth: number;
  /** No process that was there at the start holds more than it did. */
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

/**
 * Memory after a collection. Without one a reading says when it was taken: the old generation of the execution process fills for minutes
 * before it is collected, by several times what it holds.
 */
async function readHeld(): Promise<Memory[]> {
  const isNode = ({ role }: Memory) => role === 'worker' || role === 'web';
  await collectGarbage(
    readMemory()
      .filter(isNode)
      .map(({ pid }) => pid),
  );
  return readMemory();
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

export async function runSoak(deps: Deps, minutes: number, say: (line: string) => void): Promise<SoakFigures> {
  let tasks = await portion(deps, WARM_MS);
  const start = await readHeld();
  const until = performance.now() + minutes * 60_000;
  for (let left = minutes * 60_000; left > 0; left = until - performance.now()) {
    tasks += await portion(deps, Math.min(left, PORTION_MS));
    say(`${tasks} tasks, ${Math.round(readMemory().reduce((sum, one) => sum + one.pss, 0) / 1_048_576)} MB`);
  }
  const end = await readHeld();
  const growths = growthOf(start, end);
  return {
    minutes,
    tasks,
    start,
    end,
    growth: growths.reduce((sum, bytes) => sum + bytes, 0),
    steady: growths.every((bytes) => bytes < NOISE_BYTES),
  };
}
