import { describe, expect, it } from 'vitest';
import { finishRun } from './finish.ts';

describe('finish run', () => {
  it.each([
    { total: 10, failed: 0, cancelled: 0, tolerance: 0, ends: 'completed' },
    { total: 10, failed: 1, cancelled: 0, tolerance: 0, ends: 'failed' },
    { total: 10, failed: 1, cancelled: 0, tolerance: 0.1, ends: 'completed' },
    { total: 10, failed: 2, cancelled: 0, tolerance: 0.1, ends: 'failed' },
    { total: 10, failed: 10, cancelled: 0, tolerance: 1, ends: 'completed' },
    { total: 10, failed: 0, cancelled: 10, tolerance: 0, ends: 'completed' },
    { total: 110, failed: 7, items: 100, itemsFailed: 7, cancelled: 0, tolerance: 0, ends: 'completed' },
    { total: 110, failed: 8, items: 100, itemsFailed: 7, cancelled: 0, tolerance: 0, ends: 'failed' },
    { total: 110, failed: 8, items: 100, itemsFailed: 7, cancelled: 0, tolerance: 0.1, ends: 'completed' },
    { total: 0, failed: 0, cancelled: 0, tolerance: 0, ends: 'completed' },
  ])('[T20] $failed of $total failed ($itemsFailed of $items items) at tolerance $tolerance: $ends', ({ ends, ...tally }) => {
    expect(finishRun({ items: 0, itemsFailed: 0, ...tally })).toBe(ends);
  });
});
