import { describe, expect, it } from 'vitest';
import { measureAccuracy, type PredictedOutcome } from './measure-accuracy.ts';

const outcome = (at: number, over: Partial<PredictedOutcome> = {}): PredictedOutcome => ({
  at,
  predicted: { success: [0.8, 0.6, 0.9, 40], durationMs: [100, 50, 200, 40] },
  success: at % 5 !== 0,
  durationMs: at % 2 === 0 ? 120 : 500,
  costUsd: null,
  ...over,
});
const many = (n: number) => Array.from({ length: n }, (_, at) => outcome(at));

describe('measureAccuracy', () => {
  it('[RP5] calibration of outcomes that come as often as predicted', () => {
    const accuracy = measureAccuracy(many(100), { from: 0, to: 100 });
    expect([accuracy.n, accuracy.brier, accuracy.ece]).toEqual([100, expect.closeTo(0.16, 9), expect.closeTo(0, 9)]);
    expect(accuracy.bins[8]).toMatchObject({ n: 100, observed: 0.8 });
  });

  it('[RP5] below thirty predictions there is no figure, and none for an amount that was not predicted', () => {
    const few = measureAccuracy(many(29), { from: 0, to: 100 });
    expect([few.n, few.brier, few.ece, few.logLoss]).toEqual([29, null, null, null]);
    expect(few.overTime.every(({ brier }) => brier === null)).toBe(true);
    expect(measureAccuracy(many(100), { from: 0, to: 100 }).cost).toEqual({ n: 0, coverage: null });
  });

  it('[RP5] how long a success took is held against its interval; a failure says nothing of it', () => {
    const { duration } = measureAccuracy(many(100), { from: 0, to: 100 });
    expect(duration).toEqual({ n: 80, coverage: 0.5 });
  });

  it('[RP5] outcomes fall into the span of time in which they were decided', () => {
    const { overTime } = measureAccuracy(many(120), { from: 0, to: 120 });
    expect(overTime.map(({ n }) => n)).toEqual(Array.from({ length: 12 }, () => 10));
  });
});
