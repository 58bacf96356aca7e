import { z } from 'zod';
import { type Exposition, PROCESS_LIMIT, type Sample } from './exposition.ts';

// How the processes of the installation are: each says so every VITALS_MS, and whichever web process is asked tells of all of them.

export const VITALS_MS = 10_000;
/** Who has been silent for longer is not told of any more. Milliseconds. */
export const SILENT_MS = 35_000;

const amount = z.number().min(0);

export const processVitalsSchema = z.strictObject({
  /** Seconds of processor time since it began. */
  cpuUserSeconds: amount,
  cpuSystemSeconds: amount,
  /** Bytes. */
  residentBytes: amount,
  heapUsedBytes: amount,
  heapTotalBytes: amount,
  /** How late timers fired since the last time, seconds. */
  lagP50Seconds: amount,
  lagP99Seconds: amount,
  lagMaxSeconds: amount,
  /** When it began, seconds since 1970. */
  startedAtSeconds: amount,
});
export type ProcessVitals = z.output<typeof processVitalsSchema>;

export interface KnownProcess {
  role: string;
  host: string;
  pid: number;
  vitals: ProcessVitals;
}

/** What a monitoring system is told of processes. */
export function samplesOfProcesses(processes: readonly KnownProcess[]): Exposition['samples'] {
  const shown = processes.slice(0, PROCESS_LIMIT);
  const per = (values: (vitals: ProcessVitals) => readonly (readonly [...string[], number])[]): Sample[] =>
    shown.flatMap(({ role, host, pid, vitals }) =>
      values(vitals).map((row) => ({ labels: [`${host}:${pid}`, role, ...(row.slice(0, -1) as string[])], value: row.at(-1) as number })),
    );
  return {
    orchestration_process_cpu_seconds_total: per(({ cpuUserSeconds, cpuSystemSeconds }) => [
      ['user', cpuUserSeconds],
      ['system', cpuSystemSeconds],
    ]),
    orchestration_process_resident_memory_bytes: per(({ residentBytes }) => [[residentBytes]]),
    orchestration_process_heap_bytes: per(({ heapUsedBytes, heapTotalBytes }) => [
      ['used', heapUsedBytes],
      ['total', heapTotalBytes],
    ]),
    orchestration_process_event_loop_lag_seconds: per(({ lagP50Seconds, lagP99Seconds, lagMaxSeconds }) => [
      ['p50', lagP50Seconds],
      ['p99', lagP99Seconds],
      ['max', lagMaxSeconds],
    ]),
    orchestration_process_start_time_seconds: per(({ startedAtSeconds }) => [[startedAtSeconds]]),
  };
}
