import { describe, expect, it } from 'vitest';
import { DurationBeliefs, type Prior } from './duration-beliefs.ts';

const history = (mean: number, samples: number): Prior => ({ mean, cv: 0.2, doubt: 0.3, samples });
const unknown: Prior = { mean: 1, cv: 1, doubt: 1, samples: 0 };
const certain: Prior = { mean: 7, cv: 0, doubt: 0, samples: Infinity };

describe('beliefs about durations', () => {
  it('[SO7] history weighs three ends at most; then the run itself decides', () => {
    const beliefs = new DurationBeliefs([history(10, 500)]);
    expect(beliefs.current()[0]).toMatchObject({ mean: 10, known: true });
    for (let at = 0; at < 3; at += 1) beliefs.observe(0, 40);
    expect(beliefs.current()[0]?.mean).toBe(25);
    for (let at = 0; at < 300; at += 1) beliefs.observe(0, 40);
    expect(beliefs.current()[0]?.mean).toBeCloseTo(40, 0);
  });

  it('[SO7] a kind without history counts as the average kind of the run, until one of its own ended', () => {
    const beliefs = new DurationBeliefs([unknown, unknown, unknown]);
    expect(beliefs.current().map(({ mean, known }) => [mean, known])).toEqual([
      [1, false],
      [1, false],
      [1, false],
    ]);
    beliefs.observe(0, 100);
    beliefs.observe(1, 300);
    const [first, , last] = beliefs.current();
    expect(last).toMatchObject({ mean: 200, known: false });
    expect(first).toMatchObject({ known: true });
    expect(first?.mean).toBeCloseTo(400 / 3);
  });

  it('[SO7] what is certain stays as it is', () => {
    const beliefs = new DurationBeliefs([certain]);
    beliefs.observe(0, 1_000);
    expect(beliefs.current()).toEqual([{ mean: 7, cv: 0, cvInRun: 0, known: true }]);
  });

  it('[SO7] doubt about the mean falls with every end, differences between tasks are learned', () => {
    const beliefs = new DurationBeliefs([history(10, 5)]);
    const before = beliefs.current()[0];
    for (let at = 0; at < 50; at += 1) beliefs.observe(0, at % 2 === 0 ? 1 : 19);
    const after = beliefs.current()[0];
    expect(before?.cv).toBeCloseTo(0.2);
    expect(after?.cv).toBeGreaterThan(0.8);
    const doubtOf = (belief: typeof before) => (1 + (belief?.cvInRun ?? 0) ** 2) / (1 + (belief?.cv ?? 0) ** 2) - 1;
    expect(doubtOf(after)).toBeLessThan(doubtOf(before) / 10);
  });
});
