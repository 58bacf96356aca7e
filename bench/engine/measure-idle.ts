import { type CpuTimes, cpuBetween, type Memory, readCpu, readMemory } from './read-processes.ts';

/** What starting up leaves behind (compilations, first pages, the first sweep) is over by then. Milliseconds. */
const SETTLE_MS = 15_000;
/** Long enough that a collection of garbage, 0.2 s of work about once a minute, counts for what it is. Milliseconds. */
const WINDOW_MS = 60_000;

export interface IdleFigures {
  seconds: number;
  /** Share of one core, 0..1. */
  cpu: { all: number; worker: number; web: number; postgres: number; supervisor: number };
  /** Bytes over all processes. The sum of RSS counts shared pages once per process. */
  rss: number;
  pss: number;
  processes: Memory[];
}

const sum = (memory: Memory[], read: (one: Memory) => number) => memory.reduce((total, one) => total + read(one), 0);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Without this process, which is no part of the product. */
export async function measureIdle(): Promise<IdleFigures> {
  await pause(SETTLE_MS);
  const before = readCpu();
  await pause(WINDOW_MS);
  const spent = cpuBetween(before, readCpu());
  const share = (part: keyof CpuTimes) => spent[part] / WINDOW_MS;
  const parts = { worker: share('worker'), web: share('web'), postgres: share('postgres'), supervisor: share('supervisor') };
  const processes = readMemory();
  return {
    seconds: WINDOW_MS / 1_000,
    cpu: { all: parts.worker + parts.web + parts.postgres + parts.supervisor, ...parts },
    rss: sum(processes, (one) => one.rss),
    pss: sum(processes, (one) => one.pss),
    processes,
  };
}
