import type { AgentMinute } from './agent-minute.ts';
import { SortedWindow } from './sorted-window.ts';
import { watchSeries } from './watch-series.ts';

// Whether an agent is worse than it used to be, per signal:
//   usual -> degraded (the detector was surprised, and what it saw goes on) -> usual (it no longer goes on)
// Better than usual is no degradation.

export const DEGRADATION_SIGNALS = ['latency', 'errors'] as const;
export type DegradationSignal = (typeof DEGRADATION_SIGNALS)[number];

/** What recovery and the views are told. */
export interface Degradation {
  signal: DegradationSignal;
  /** Latency: ln of the duration relative to the usual one (0 is usual, 0.69 twice as long). Errors: share of failures. */
  baseline: number;
  current: number;
  /** Of the alert, as in `watchSeries`; 0 when it was known before and only goes on. */
  surprise: number;
  /** Minutes with attempts that were looked at. */
  samples: number;
  /** When it began, epoch ms. */
  beganAt: number;
}

/** Fewer minutes with attempts than this say nothing of what is usual. */
export const LEAST_MINUTES = 60;
/** The newest minutes that make up "now", and of which most must be bad. */
const RECENT = 5;
/** How much worse is worth telling: a quarter longer; ten more failures in a hundred. */
const LEAST_CHANGE: Readonly<Record<DegradationSignal, number>> = { latency: Math.log(1.25), errors: 0.1 };
const PROBATION = 30;

/** From this much worse on it is no small matter: twice as long; a quarter more failures. */
const GRAVE_CHANGE: Readonly<Record<DegradationSignal, number>> = { latency: Math.log(2), errors: 0.25 };

/**
 * How bad it is to recovery. Never worse than medium: what a worse failure asks for takes the agent out of service, and an agent without
 * work can never show that it is well again.
 */
export function severityOfDegradation({
  signal,
  baseline,
  current,
}: Pick<Degradation, 'signal' | 'baseline' | 'current'>): 'medium' | 'low' {
  return current - baseline >= GRAVE_CHANGE[signal] ? 'medium' : 'low';
}

interface Point {
  at: number;
  value: number;
  weight: number;
}

/**
 * @param minutes of one agent, oldest first
 * @param known whether this degradation stood before: then it goes on as long as the agent is that much worse
 * @returns null where there is none, or not enough data
 */
export function judgeDegradation(
  minutes: readonly AgentMinute[],
  { signal, known }: { signal: DegradationSignal; known: boolean },
): Degradation | null {
  const points = toPoints(minutes, signal);
  if (points.length < LEAST_MINUTES) return null;
  const usual = new SortedWindow(points.length);
  for (const { value } of points.slice(0, -RECENT)) usual.add(value);
  const baseline = usual.quantile(0.5);
  const current = weightedMean(points.slice(-RECENT));
  if (current - baseline < LEAST_CHANGE[signal]) return null;
  const first = findBeginning(points, baseline + (current - baseline) / 2);
  const surprise = known ? 0 : greatestAlert(points, first);
  if (surprise === null) return null;
  const began = points[first];
  return began === undefined ? null : { signal, baseline, current, surprise, samples: points.length, beganAt: began.at };
}

function toPoints(minutes: readonly AgentMinute[], signal: DegradationSignal): Point[] {
  return signal === 'errors'
    ? minutes.filter(({ ended }) => ended > 0).map(({ at, failures, ended }) => ({ at, value: failures / ended, weight: ended }))
    : minutes.filter(({ timed }) => timed > 0).map(({ at, logRatioSum, timed }) => ({ at, value: logRatioSum / timed, weight: timed }));
}

function weightedMean(points: readonly Point[]): number {
  const weight = points.reduce((sum, point) => sum + point.weight, 0);
  return points.reduce((sum, point) => sum + point.value * (point.weight / weight), 0);
}

/** The first of the newest minutes of which most are over the line. */
function findBeginning(points: readonly Point[], line: number): number {
  let first = points.length;
  let over = 0;
  for (let at = points.length - 1; at >= 0; at -= 1) {
    if ((points[at]?.value ?? 0) > line) {
      over += 1;
      first = at;
    } else if (points.length - at >= RECENT && over * 2 <= points.length - at) break;
  }
  return Math.min(first, points.length - 1);
}

/** The surprise of the greatest alert since then; null when there was none. */
function greatestAlert(points: readonly Point[], first: number): number | null {
  const watch = watchSeries({ probation: PROBATION });
  let greatest: number | null = null;
  for (const [at, { value }] of points.entries()) {
    const { surprise, bar } = watch.observe(value);
    if (at >= Math.max(first, PROBATION) && surprise >= bar) greatest = Math.max(greatest ?? 0, surprise);
  }
  return greatest;
}
