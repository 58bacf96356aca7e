import { watchSeries } from '../../src/server/core/anomaly/watch-series.ts';
import type { Series } from './read-series.ts';

export interface Detection {
  alerts: number[];
  /** Per number, 0..1; from 0.5 on it is at or over the bar. */
  scores: number[];
}

/** Sees a series number by number. @param bar of the detector; its own where none is given */
export type Detector = (series: Pick<Series, 'values' | 'probation'>, bar?: number) => Detection;

/** The detector of production. */
export const watch: Detector = ({ values, probation }, bar) => {
  const series = watchSeries({ probation, ...(bar === undefined ? {} : { bar }) });
  const judged = values.map((value) => series.observe(value));
  return {
    alerts: judged.flatMap(({ alert }, at) => (alert ? [at] : [])),
    scores: judged.map(({ surprise, bar: needed }) => surprise / (surprise + needed)),
  };
};

const REFERENCE_WINDOW = 600;
const REFERENCE_BAR = 3;
const LEAST_VALUES = 30;

/** For comparison: standard deviations from the mean of the last 600 numbers, with the same quiet time after an alert. */
export const rollingZScore: Detector = ({ values, probation }, bar = REFERENCE_BAR) => {
  const quietFor = Math.max(1, Math.floor(0.1 * probation));
  const alerts: number[] = [];
  const scores: number[] = [];
  let sum = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    const n = Math.min(at, REFERENCE_WINDOW);
    const mean = n === 0 ? 0 : sum / n;
    const deviation = n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - mean * mean));
    const z = n < LEAST_VALUES ? 0 : Math.abs(value - mean) / (deviation + 1e-6 * (1 + Math.abs(mean)));
    scores.push(z / (z + bar));
    if (at >= probation && z >= bar && at - (alerts.at(-1) ?? Number.NEGATIVE_INFINITY) >= quietFor) alerts.push(at);
    const leaving = at < REFERENCE_WINDOW ? 0 : (values[at - REFERENCE_WINDOW] as number);
    sum += value - leaving;
    squares += value * value - leaving * leaving;
  }
  return { alerts, scores };
};
