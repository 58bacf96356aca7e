import type { AloneFigures } from './measure-alone.ts';
import type { IdleFigures } from './measure-idle.ts';
import type { LatencyFigures } from './measure-latency.ts';
import type { RawFigures } from './measure-raw.ts';
import type { Memory } from './read-processes.ts';
import type { SoakFigures } from './run-soak.ts';
import type { WorkloadResult } from './run-workload.ts';

/** Everything one run measured; what was left out is absent. */
export interface Figures {
  idle?: IdleFigures;
  raw?: RawFigures;
  workloads: WorkloadResult[];
  /** W4 without HTTP, and over it; a text says why it was not measured. */
  alone?: AloneFigures;
  http?: AloneFigures | string;
  latency?: LatencyFigures;
  soak?: SoakFigures;
  /** After all workloads. */
  memory: Memory[];
}

/** One promise and what became of it. */
export interface Verdict {
  name: string;
  target: string;
  value: string;
  /** Null: not measured in this run. */
  met: boolean | null;
}

export interface Report {
  format: 1;
  takenAt: string;
  command: string;
  commit: string;
  machine: { cpu: string; cores: number; memoryMb: number; system: string };
  versions: Record<string, string>;
  setting: { backend: string; workers: number; repetitions: number; web: boolean; loadAverage: number[] };
  figures: Figures;
  verdicts: Verdict[];
}
