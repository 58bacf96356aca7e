import type { Unit } from '../metrics/catalogue.ts';
import { percentile } from '../metrics/statistics.ts';
import { type Direction, meets, TARGET_DEFINITIONS, type TargetName, type TargetValues } from '../metrics/targets.ts';
import type { Sample } from './benchmark.ts';
import type { ValidationHistory } from './history.ts';
import { indexHistory } from './history-index.ts';
import { definitionOf, type ValidationMeasure } from './measures.ts';

// Holds what was measured against its limits. Nothing is assumed: too few samples, a value that cannot be made of them, or load that was
// not made as planned leave a verdict unknown, with the reason.

export const VERDICTS = ['met', 'missed', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Limit =
  /** One of the fourteen targets, whatever it is set to. */
  | { measure: ValidationMeasure; target: TargetName }
  /** A rule of the benchmark itself. */
  | { measure: ValidationMeasure; direction: Direction; limit: number };

/** Percentiles of the samples, each only where there are enough for it. */
export interface Spread {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

export interface MeasureVerdict {
  measure: ValidationMeasure;
  label: string;
  unit: Unit;
  status: Verdict;
  value: number | null;
  samples: number;
  direction: Direction;
  limit: number;
  /** The target that the limit is; null for a rule of the benchmark. */
  target: TargetName | null;
  /** Why it is unknown. */
  reason: string | null;
  spread: Spread;
}

export interface Judgement {
  verdict: Verdict;
  verdicts: MeasureVerdict[];
  /** By measure, in the order of the verdicts. */
  samples: Map<ValidationMeasure, Sample[]>;
}

/** Load held back for longer than this share of the time was not the load of the plan. */
const HELD_SHARE = 0.1;
/** What is measured against the clock of the load, and says nothing when that was held back. */
const PACED: ReadonlySet<ValidationMeasure> = new Set<ValidationMeasure>([
  'throughput_per_second',
  'resource_utilization_percent',
  'urgent_wait_ratio',
  'drain_ms',
]);

/** A percentile that at least one sample lies beyond; null below that many. */
export function honestPercentile(values: readonly number[], share: number): number | null {
  return values.length * (1 - share) < 1 ? null : percentile(values, share);
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    p50: honestPercentile(values, 0.5),
    p95: honestPercentile(values, 0.95),
    p99: honestPercentile(values, 0.99),
    max: percentile(values, 1),
  };
}

function limitOf(of: Limit, targets: Readonly<TargetValues>): { direction: Direction; limit: number; target: TargetName | null } {
  if (!('target' in of)) return { direction: of.direction, limit: of.limit, target: null };
  return { direction: TARGET_DEFINITIONS[of.target].direction, limit: targets[of.target], target: of.target };
}

/** The worst of several: one missed is missed, one unknown keeps the rest from being called met. */
export function worstOf(statuses: readonly Verdict[]): Verdict {
  if (statuses.includes('missed')) return 'missed';
  return statuses.length === 0 || statuses.includes('unknown') ? 'unknown' : 'met';
}

/** Judges a recorded history by the limits of its plan. */
export function judgeHistory(history: ValidationHistory, limits: readonly Limit[], targets: Readonly<TargetValues>): Judgement {
  const index = indexHistory(history);
  const held = history.heldMs > HELD_SHARE * Math.max(1, history.lastArrivalAt - history.from);
  const samples = new Map<ValidationMeasure, Sample[]>();
  const verdicts = limits.map((of): MeasureVerdict => {
    const { measure } = of;
    const { label, unit, samplesOf, fold, least } = definitionOf(measure);
    const found = samplesOf(index);
    samples.set(measure, found);
    const bounded = limitOf(of, targets);
    const computed = found.length < least ? null : fold(found, index);
    const value = computed !== null && Number.isFinite(computed) ? computed : null;
    const common = { measure, label, unit, samples: found.length, ...bounded, spread: spreadOf(found.map((sample) => sample.value)) };
    const unknown = (reason: string): MeasureVerdict => ({ ...common, status: 'unknown', value, reason });
    if (found.length < least) return unknown(`${found.length} samples, ${least} are needed`);
    if (value === null) return unknown('the samples do not make a value: one of the two sides is missing');
    if (held && PACED.has(measure)) return unknown('load was held back because work of users was waiting');
    return { ...common, status: meets(bounded.direction, value, bounded.limit) ? 'met' : 'missed', value, reason: null };
  });
  return { verdict: worstOf(verdicts.map(({ status }) => status)), verdicts, samples };
}

/** What counts as worse than the baseline. */
export const REGRESSION_SHARE = 0.1;
/** Below these differences nothing is a regression, whatever the share: noise of a machine. */
const NOISE: Record<Unit, number> = { ms: 5, ratio: 0.02, percent: 1, per_second: 1, count: 0 };

export interface RegressionView {
  measure: ValidationMeasure;
  before: number;
  now: number;
  /** Above zero: worse, as a share of the baseline; null from a baseline of zero. */
  worseBy: number | null;
  regressed: boolean;
}

/** Holds a run against its baseline, measure by measure; what either of them does not know is left out. */
export function compareWithBaseline(now: readonly MeasureVerdict[], baseline: readonly MeasureVerdict[]): RegressionView[] {
  const known = new Map(baseline.map((verdict) => [verdict.measure, verdict]));
  return now.flatMap(({ measure, value, direction, unit }): RegressionView[] => {
    const before = known.get(measure)?.value ?? null;
    if (value === null || before === null) return [];
    const worse = direction === 'at_most' ? value - before : before - value;
    const worseBy = before === 0 ? null : worse / Math.abs(before);
    const regressed = worse > NOISE[unit] && (worseBy === null || worseBy > REGRESSION_SHARE);
    return [{ measure, before, now: value, worseBy, regressed }];
  });
}
