import type { Unit } from '../metrics/catalogue.ts';
import type { Direction } from '../metrics/targets.ts';
import type { BenchmarkType, Severity } from './benchmark.ts';
import type { MeasureVerdict, Verdict } from './judge.ts';
import type { ValidationMeasure } from './measures.ts';

// How the measures of one kind of benchmark went from run to run, so that a turn is seen beside the commit that made it.

/** A completed run. */
export interface TrendRun {
  id: string;
  at: Date;
  /** Null where the sources were no checkout. */
  commit: string | null;
  version: string;
  verdicts: readonly MeasureVerdict[];
}

interface TrendPoint {
  runId: string;
  at: Date;
  commit: string | null;
  version: string;
  /** Null: not measured in this run. */
  value: number | null;
  samples: number;
  status: Verdict;
}

export interface MeasureTrend {
  measure: ValidationMeasure;
  label: string;
  unit: Unit;
  direction: Direction;
  /** As the newest run was held against it. */
  limit: number;
  /** By the newest run; null when it or the one before did not measure it, or that was 0. Above 0 is worse: 0.1 is 10 % worse. */
  worseBy: number | null;
  /** One per run, the oldest first. */
  points: TrendPoint[];
}

export interface ValidationTrend {
  type: BenchmarkType;
  severity: Severity;
  measures: MeasureTrend[];
}

function changeOf(points: readonly TrendPoint[], direction: Direction): number | null {
  const [before, newest] = points.slice(-2).map(({ value }) => value);
  if (before === undefined || newest === undefined || before === null || newest === null || before === 0) return null;
  return ((newest - before) / Math.abs(before)) * (direction === 'at_most' ? 1 : -1);
}

/** @param runs of one type and severity, the oldest first; the measures are those of the newest */
export function trendOf(runs: readonly TrendRun[]): MeasureTrend[] {
  return (runs.at(-1)?.verdicts ?? []).map(({ measure, label, unit, direction, limit }) => {
    const points = runs.flatMap(({ id, at, commit, version, verdicts }): TrendPoint[] => {
      const found = verdicts.find((verdict) => verdict.measure === measure);
      return found === undefined
        ? []
        : [{ runId: id, at, commit, version, value: found.value, samples: found.samples, status: found.status }];
    });
    return { measure, label, unit, direction, limit, worseBy: changeOf(points, direction), points };
  });
}
