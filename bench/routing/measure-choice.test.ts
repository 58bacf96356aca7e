import { describe, expect, it } from 'vitest';
import { growthExponent, measureChoice } from './measure-choice.ts';

describe('cost of choosing', () => {
  it('[CH10] the growth exponent is the slope of log cost over log candidates', () => {
    const figure = (candidates: number, medianMs: number) => ({ candidates, tasks: 1, medianMs, worstMs: 0, cpuMs: 0, aloneCpuMs: 0 });
    expect(growthExponent([10, 100, 1_000].map((n) => figure(n, 0.001 * n)))).toBeCloseTo(1, 9);
    expect(growthExponent([10, 100, 1_000].map((n) => figure(n, n ** 2)))).toBeCloseTo(2, 9);
  });

  it('[CH11] choosing among 200 costs a few milliseconds of CPU at most', () => {
    const { cpuMs, aloneCpuMs, tasks } = measureChoice(200);
    expect(tasks).toBeGreaterThanOrEqual(100);
    expect(cpuMs).toBeGreaterThan(0);
    expect(cpuMs).toBeLessThan(5);
    expect(aloneCpuMs).toBeLessThan(10);
  });
});
