import type { Report, Verdict } from '../engine/report.ts';

/** One read, asked again and again. */
export interface ReadFigures {
  name: string;
  p50: number;
  p95: number;
  max: number;
  /** Of all processes, ms per read. */
  cpuMs: number;
}

export interface DataReport extends Pick<Report, 'format' | 'takenAt' | 'command' | 'commit' | 'machine' | 'verdicts'> {
  kind: 'data';
  /** Tasks stored; ten events each. */
  tasks: number;
  loadAverage: [before: number, after: number];
  reads: ReadFigures[];
}

/** What a part found. */
export interface Found {
  verdicts: Verdict[];
  reads?: ReadFigures[];
}
