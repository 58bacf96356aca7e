/** A prediction of success and what came of it. */
export interface ScoredProbability {
  predicted: number;
  success: boolean;
}

/** A predicted interval and what came of it. */
export interface ScoredInterval {
  low: number;
  high: number;
  value: number;
}

/** A column of the reliability diagram: predictions in [from, to), the last one with its end. Means are null where there are none. */
export interface ReliabilityBin {
  from: number;
  to: number;
  n: number;
  predicted: number | null;
  observed: number | null;
}

export interface Calibration {
  n: number;
  /** Mean squared error; null, like all of these, when nothing was predicted. */
  brier: number | null;
  /** Expected calibration error: mean over all predictions of |predicted - observed| of their bin. */
  ece: number | null;
  /** Mean negative log likelihood, in nats; predictions count as at least a millionth away from certainty. */
  logLoss: number | null;
  bins: ReliabilityBin[];
}

/** Bins of equal width: those of the reliability diagram and of the calibration error. */
export const RELIABILITY_BINS = 10;

const CERTAIN = 1e-6;

/** How well probabilities were predicted. */
export function calibrate(scored: Iterable<ScoredProbability>): Calibration {
  const bins = Array.from({ length: RELIABILITY_BINS }, () => ({ n: 0, predicted: 0, successes: 0 }));
  let n = 0;
  let squares = 0;
  let loss = 0;
  for (const { predicted, success } of scored) {
    n += 1;
    squares += (predicted - Number(success)) ** 2;
    loss -= Math.log(Math.max(CERTAIN, success ? predicted : 1 - predicted));
    const bin = bins[Math.min(RELIABILITY_BINS - 1, Math.floor(predicted * RELIABILITY_BINS))];
    if (bin === undefined) throw new RangeError(`${predicted} is no probability`);
    bin.n += 1;
    bin.predicted += predicted;
    bin.successes += Number(success);
  }
  const gaps = bins.reduce((sum, { predicted, successes }) => sum + Math.abs(predicted - successes), 0);
  const mean = (sum: number) => (n === 0 ? null : sum / n);
  return { n, brier: mean(squares), ece: mean(gaps), logLoss: mean(loss), bins: bins.map(toReliabilityBin) };
}

function toReliabilityBin(bin: { n: number; predicted: number; successes: number }, at: number): ReliabilityBin {
  const mean = (sum: number) => (bin.n === 0 ? null : sum / bin.n);
  const edges = { from: at / RELIABILITY_BINS, to: (at + 1) / RELIABILITY_BINS };
  return { ...edges, n: bin.n, predicted: mean(bin.predicted), observed: mean(bin.successes) };
}

/** The share of values that lay in their interval, ends included; null when there were none. A 90 % interval should give 0.9. */
export function intervalCoverage(scored: Iterable<ScoredInterval>): { n: number; coverage: number | null } {
  let n = 0;
  let inside = 0;
  for (const { low, high, value } of scored) {
    n += 1;
    if (low <= value && value <= high) inside += 1;
  }
  return { n, coverage: n === 0 ? null : inside / n };
}
