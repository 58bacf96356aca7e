import { hostname } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type ProcessVitals, VITALS_MS } from '../core/metrics/process-vitals.ts';
import { removeVitals, storeVitals, type VitalProcess } from '../db/process-vitals.ts';
import type { Deps } from '../deps.ts';

// How this process is, for the monitoring of the whole installation: begun -> told every VITALS_MS -> gone (its row is removed).

/**
 * How finely the lag of timers is seen, milliseconds. Every look wakes the process: at 20 ms that took 0.3 % of a core of each, and a process
 * that does nothing is to take next to nothing. What holds up others for shorter than this is seen as often as it comes.
 */
const RESOLUTION_MS = 100;
const MICROS = 1_000_000;
const NANOS = 1_000_000_000;

export interface Vitals {
  /** Tells now. Never rejects: it is told again with the next period. */
  tell(): Promise<void>;
  close(): Promise<void>;
}

/** Begins to tell; the timer holds no process open. */
export function tellVitals(deps: Pick<Deps, 'db' | 'log' | 'newId'>, role: VitalProcess['role']): Vitals {
  const own: VitalProcess = { id: deps.newId(), role, host: hostname(), pid: process.pid };
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const startedAtSeconds = Date.now() / 1_000 - process.uptime();
  let failing = false;

  const look = (): ProcessVitals => {
    const cpu = process.cpuUsage();
    const memory = process.memoryUsage();
    // What is measured is the time between two looks of the timer, its own period among it.
    const late = (nanos: number) => (Number.isFinite(nanos) ? Math.max(0, nanos / NANOS - RESOLUTION_MS / 1_000) : 0);
    const vitals = {
      cpuUserSeconds: cpu.user / MICROS,
      cpuSystemSeconds: cpu.system / MICROS,
      residentBytes: memory.rss,
      heapUsedBytes: memory.heapUsed,
      heapTotalBytes: memory.heapTotal,
      lagP50Seconds: late(delay.percentile(50)),
      lagP99Seconds: late(delay.percentile(99)),
      lagMaxSeconds: late(delay.max),
      startedAtSeconds,
    };
    delay.reset();
    return vitals;
  };

  const tell = async (): Promise<void> => {
    try {
      await storeVitals(deps.db.pool, own, look());
      failing = false;
    } catch (error) {
      if (!failing) deps.log.warn({ err: error }, 'how this process is could not be stored; it is told again');
      failing = true;
    }
  };
  const timer = setInterval(() => void tell(), VITALS_MS);
  timer.unref();
  return {
    tell,
    async close() {
      clearInterval(timer);
      delay.disable();
      await removeVitals(deps.db.pool, own.id).catch(() => undefined);
    },
  };
}
