import { expect, test } from 'vitest';
import { mostAtOnce } from './most-at-once.ts';

test('[CH23] calls overlap from their start to their end, those without an end for ever', () => {
  const spans = [
    { startedAt: 0, endedAt: 10 },
    { startedAt: 10, endedAt: 20 },
    { startedAt: 5, endedAt: null },
    { startedAt: 19, endedAt: 30 },
  ];
  expect(mostAtOnce(spans)).toBe(3);
  expect(mostAtOnce(spans.slice(0, 2))).toBe(1);
  expect(mostAtOnce([])).toBe(0);
});
