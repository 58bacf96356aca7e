import { type Calibration, calibrate } from '../prediction/calibration.ts';

/** A prediction whose horizon has passed. */
export interface ScoredForecast {
  madeAt: number;
  probability: number;
  /** What the trivial baseline goes by: the agent's last call before the prediction failed. */
  lastFailed: boolean;
  failed: boolean;
  /** Epoch ms; null when nothing failed. */
  firstFailureAt: number | null;
}

export interface ForecastFigures {
  calibration: Calibration;
  /** Brier score of "the last call failed", with the share of failures that followed either answer so far; null without predictions. */
  baselineBrier: number | null;
  /** Whether the prediction is better than that; null below LEAST_SCORED, where nobody can tell. */
  beatsBaseline: boolean | null;
  /** Of the predictions at or over HIGH_RISK; null where there were none. */
  precision: number | null;
  /** Of the failures, the share that was predicted at or over HIGH_RISK; null where there were none. */
  recall: number | null;
  /** Median time from a prediction at or over HIGH_RISK to the failure, ms; null where there was none. */
  leadTimeMs: number | null;
}

/** From here on an agent is called a high risk. */
export const HIGH_RISK = 0.5;
/** Below this many samples nothing is said. */
export const LEAST_SCORED = 30;

/** @param scored in the order they were made */
export function measureForecasts(scored: readonly ScoredForecast[]): ForecastFigures {
  const calibration = calibrate(scored.map(({ probability, failed }) => ({ predicted: probability, success: failed })));
  const baseline = baselineBrier(scored);
  const warned = scored.filter(({ probability }) => probability >= HIGH_RISK);
  const hits = warned.filter(({ failed }) => failed);
  const failures = scored.filter(({ failed }) => failed).length;
  const leads = hits.map(({ madeAt, firstFailureAt }) => (firstFailureAt ?? madeAt) - madeAt).sort((left, right) => left - right);
  return {
    calibration,
    baselineBrier: baseline,
    beatsBaseline: scored.length < LEAST_SCORED || baseline === null || calibration.brier === null ? null : calibration.brier < baseline,
    precision: warned.length === 0 ? null : hits.length / warned.length,
    recall: failures === 0 ? null : hits.length / failures,
    leadTimeMs: leads[Math.floor(leads.length / 2)] ?? null,
  };
}

/** The baseline learns as it goes, like the prediction does: it starts at one half for either answer. */
function baselineBrier(scored: readonly ScoredForecast[]): number | null {
  if (scored.length === 0) return null;
  const seen = { yes: { n: 2, failed: 1 }, no: { n: 2, failed: 1 } };
  let squares = 0;
  for (const { lastFailed, failed } of scored) {
    const side = lastFailed ? seen.yes : seen.no;
    squares += (side.failed / side.n - Number(failed)) ** 2;
    side.n += 1;
    side.failed += Number(failed);
  }
  return squares / scored.length;
}
