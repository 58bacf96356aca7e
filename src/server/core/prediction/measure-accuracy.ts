import { type Calibration, calibrate, intervalCoverage } from './calibration.ts';
import { ENOUGH_SAMPLES } from './prediction.ts';

/** Mean, ends of the 90 % interval, and the outcomes behind it, as decisions record them. */
export type RecordedPrediction = readonly [mean: number, low: number, high: number, samples: number];

/** What was expected of an assignment, and what came of it. */
export interface PredictedOutcome {
  /** When the decision was made, epoch ms. */
  at: number;
  predicted: {
    success: RecordedPrediction;
    durationMs?: RecordedPrediction | undefined;
    costUsd?: RecordedPrediction | undefined;
  };
  success: boolean;
  /** Null when not measured. */
  durationMs: number | null;
  costUsd: number | null;
}

export interface Coverage {
  n: number;
  /** Share of amounts within their 90 % interval; null below ENOUGH_SAMPLES. */
  coverage: number | null;
}

export interface Accuracy extends Calibration {
  duration: Coverage;
  cost: Coverage;
  /** By equal spans of time, oldest first; the figures are null below ENOUGH_SAMPLES. */
  overTime: { from: number; n: number; brier: number | null; ece: number | null }[];
}

const SPANS = 12;

const scored = (outcomes: readonly PredictedOutcome[]) =>
  calibrate(outcomes.map(({ predicted, success }) => ({ predicted: Math.min(1, Math.max(0, predicted.success[0])), success })));

function coverageOf(outcomes: readonly PredictedOutcome[], amount: 'durationMs' | 'costUsd'): Coverage {
  const intervals = outcomes.flatMap(({ predicted, [amount]: value, success }) => {
    const interval = predicted[amount];
    // How long a failure took says nothing of how long the task takes.
    if (interval === undefined || value === null || (amount === 'durationMs' && !success)) return [];
    return [{ low: interval[1], high: interval[2], value }];
  });
  const { n, coverage } = intervalCoverage(intervals);
  return { n, coverage: n < ENOUGH_SAMPLES ? null : coverage };
}

/**
 * How well outcomes were predicted. Every figure is null below ENOUGH_SAMPLES predictions: too few to say.
 * @param window epoch ms, its begin and its end
 */
export function measureAccuracy(outcomes: readonly PredictedOutcome[], window: { from: number; to: number }): Accuracy {
  const all = scored(outcomes);
  const enough = all.n >= ENOUGH_SAMPLES;
  const span = (window.to - window.from) / SPANS;
  const bySpan = Array.from({ length: SPANS }, () => [] as PredictedOutcome[]);
  for (const outcome of outcomes) bySpan[Math.min(SPANS - 1, Math.max(0, Math.floor((outcome.at - window.from) / span)))]?.push(outcome);
  return {
    ...all,
    ...(enough ? {} : { brier: null, ece: null, logLoss: null }),
    duration: coverageOf(outcomes, 'durationMs'),
    cost: coverageOf(outcomes, 'costUsd'),
    overTime: bySpan.map((of, at) => {
      const { n, brier, ece } = scored(of);
      const told = n >= ENOUGH_SAMPLES;
      return { from: Math.round(window.from + at * span), n, brier: told ? brier : null, ece: told ? ece : null };
    }),
  };
}
