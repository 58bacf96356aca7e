import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellColour, cellWords, nextCell } from './heatmap-scale.ts';

describe('heatmap', () => {
  test('[FP8] the colour grows with the share, in ten steps above idle', () => {
    const strength = (share: number) => Number(/(\d+(?:\.\d+)?)%/.exec(cellColour(share))?.[1] ?? 0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b) => {
        if (a <= b) expect(strength(a)).toBeLessThanOrEqual(strength(b));
      }),
    );
    expect(cellColour(0)).toBe('var(--raised)');
    expect(strength(0.001)).toBeGreaterThan(0);
    expect(strength(1)).toBe(100);
  });

  test('[FP8] a cell says its time, its share and its attempts, or that nothing was measured', () => {
    const at = new Date(2026, 0, 5, 9, 30).getTime();
    expect(cellWords({ share: 0.5, attempts: 1 }, at, 60_000)).toBe('09:30, 50 % busy, 1 attempt');
    expect(cellWords({ share: 0, attempts: 0 }, at, 15_000)).toBe('09:30:00, 0 % busy, 0 attempts');
    expect(cellWords(null, at, 60_000)).toBe('09:30, not measured');
  });

  test('[FP9] arrows, Home and End move between cells and stay inside; other keys move nowhere', () => {
    const size = { rows: 3, columns: 60 };
    expect(nextCell('ArrowRight', { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 1 });
    expect(nextCell('ArrowUp', { row: 0, column: 5 }, size)).toEqual({ row: 0, column: 5 });
    expect(nextCell('End', { row: 2, column: 5 }, size)).toEqual({ row: 2, column: 59 });
    expect(nextCell('Home', { row: 2, column: 5 }, size)).toEqual({ row: 2, column: 0 });
    expect(nextCell('Tab', { row: 2, column: 5 }, size)).toBeNull();
  });
});
