// The score of the Numenta Anomaly Benchmark (Lavin and Ahmad, 2015), standard profile, and the F1 of windows.

import type { Series } from './read-series.ts';

/** What a false alarm costs, relative to an anomaly found or missed. */
const FALSE_ALARM_WEIGHT = 0.11;
/** A false alarm this many windows behind the last one costs in full. */
const FAR_BEHIND = 3;

export interface SeriesScore {
  /** Sum over windows and false alarms: 1 per window found at once, -1 per window missed. */
  raw: number;
  found: number;
  falseAlarms: number;
  /** Labelled windows that end behind the probation. */
  windows: number;
}

export interface CorpusScore extends SeriesScore {
  /** 100 is perfect, 0 says nothing at all; null without a window. */
  nab: number | null;
  /** Windows found against windows missed and false alarms; null when there is nothing of either. */
  f1: number | null;
}

/** @param alerts indices; those in the probation do not count */
export function scoreAlerts({ windows, probation }: Pick<Series, 'windows' | 'probation'>, alerts: readonly number[]): SeriesScore {
  const counted = windows.filter(([, last]) => last >= probation);
  const best = new Map<readonly [number, number], number>();
  let raw = 0;
  let falseAlarms = 0;
  for (const at of alerts.filter((index) => index >= probation)) {
    const window = counted.find(([first, last]) => first <= at && at <= last);
    if (window === undefined) {
      raw += FALSE_ALARM_WEIGHT * placeWeight(distanceBehind(windows, at));
      falseAlarms += 1;
    } else {
      const [first, last] = window;
      const weight = placeWeight(-(last - at + 1) / (last - first + 1)) / placeWeight(-1);
      best.set(window, Math.max(best.get(window) ?? weight, weight));
    }
  }
  for (const window of counted) raw += best.get(window) ?? -1;
  return { raw, found: best.size, falseAlarms, windows: counted.length };
}

/** The scores of many series as one. */
export function scoreCorpus(scores: readonly SeriesScore[]): CorpusScore {
  const sum = (pick: (score: SeriesScore) => number) => scores.reduce((total, score) => total + pick(score), 0);
  const [raw, found, falseAlarms, windows] = [
    sum((one) => one.raw),
    sum((one) => one.found),
    sum((one) => one.falseAlarms),
    sum((one) => one.windows),
  ];
  const judged = windows + found + falseAlarms;
  return {
    raw,
    found,
    falseAlarms,
    windows,
    nab: windows === 0 ? null : (100 * (raw + windows)) / (2 * windows),
    f1: judged === 0 ? null : (2 * found) / judged,
  };
}

/** @param place -1 at a window's start, 0 at its end, growing behind it @returns nearly 1 at the start, 0 at the end, down to -1 */
function placeWeight(place: number): number {
  return place >= FAR_BEHIND ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
}

/** How far behind the last window, in lengths of it. */
function distanceBehind(windows: Series['windows'], at: number): number {
  const previous = windows.findLast(([, last]) => last < at);
  if (previous === undefined) return FAR_BEHIND;
  const [first, last] = previous;
  return (at - last) / Math.max(1, last - first);
}
