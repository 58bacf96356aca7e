import { describe, expect, it } from 'vitest';
import { calibrate, intervalCoverage } from './calibration.ts';

const scored = (...pairs: [number, 0 | 1][]) => pairs.map(([predicted, success]) => ({ predicted, success: success === 1 }));

describe('calibration', () => {
  it('[PR17] Brier score, calibration error and log loss are those of the textbook', () => {
    const { n, brier, ece, logLoss } = calibrate(scored([0.8, 1], [0.8, 0], [0.3, 0], [0.3, 0]));
    expect(n).toBe(4);
    expect(brier).toBeCloseTo((0.04 + 0.64 + 0.09 + 0.09) / 4, 12);
    // Bin 0.8: predicted 0.8, observed 0.5; bin 0.3: predicted 0.3, observed 0.
    expect(ece).toBeCloseTo(0.5 * 0.3 + 0.5 * 0.3, 12);
    expect(logLoss).toBeCloseTo(-(Math.log(0.8) + Math.log(0.2) + 2 * Math.log(0.7)) / 4, 12);
  });

  it('[PR18] the reliability diagram has ten bins, the last one with 1; an empty bin has no means', () => {
    const { bins } = calibrate(scored([1, 1], [0.95, 0], [0, 0]));
    expect(bins).toHaveLength(10);
    expect(bins[9]).toMatchObject({ n: 2, predicted: 0.975, observed: 0.5 });
    expect(bins[4]).toMatchObject({ n: 0, predicted: null, observed: null });
  });

  it('[PR19] of nothing there is no figure; what is no probability is refused', () => {
    expect(calibrate([])).toMatchObject({ n: 0, brier: null, ece: null, logLoss: null });
    expect(intervalCoverage([])).toEqual({ n: 0, coverage: null });
    expect(() => calibrate(scored([-0.1, 1]))).toThrow(RangeError);
    expect(() => calibrate(scored([Number.NaN, 1]))).toThrow(RangeError);
  });

  it('[PR20] a certain prediction that fails has a finite log loss', () => {
    expect(calibrate(scored([1, 0])).logLoss).toBeCloseTo(-Math.log(1e-6), 6);
  });

  it('[PR21] coverage counts the ends of an interval', () => {
    const interval = { low: 1, high: 2 };
    expect(intervalCoverage([1, 2, 2.1, 0.9].map((value) => ({ ...interval, value })))).toEqual({ n: 4, coverage: 0.5 });
  });
});
