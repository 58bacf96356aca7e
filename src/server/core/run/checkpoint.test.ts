import { expect, test } from 'vitest';
import { checkpointEvery } from './checkpoint.ts';

test.each([
  [null, 1, 1],
  [null, 10, 1],
  [null, 11, 2],
  [null, 1_000, 100],
  [25, 1_000, 25],
])('[RE8] asked for %s, a run of %d tasks has a checkpoint every %d', (asked, total, every) => {
  expect(checkpointEvery(asked, total)).toBe(every);
});
