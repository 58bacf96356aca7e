import { describe, expect, it } from 'vitest';
import { judgePromises } from './bench-routing.ts';
import { growthExponent, measureRouting } from './measure-routing.ts';

describe('cost of routing', () => {
  it('[CH10] the growth exponent is the slope of log cost over log agents', () => {
    const figure = (agents: number, medianMs: number) => ({ agents, medianMs });
    expect(growthExponent([10, 100, 1_000].map((n) => figure(n, 0.001 * n)))).toBeCloseTo(1, 9);
    expect(growthExponent([10, 100, 1_000].map((n) => figure(n, n ** 2)))).toBeCloseTo(2, 9);
  });

  it('[CH11] routing among 200 costs a few milliseconds of CPU at most, and a promise is judged by the worse of both fleets', () => {
    const figures = [false, true].map((personas) => measureRouting({ agents: 200, batch: 200, personas }));
    for (const { cpuMs, firstCpuMs } of figures) {
      expect(cpuMs).toBeGreaterThan(0);
      expect(cpuMs).toBeLessThan(5);
      expect(firstCpuMs).toBeLessThan(20);
    }
    const [first] = judgePromises(
      [
        { ...figures[0]!, medianMs: 0.1 },
        { ...figures[1]!, medianMs: 2 },
      ],
      [],
    );
    expect(first).toMatchObject({ limit: 1, measured: 2, met: false });
  });
});
