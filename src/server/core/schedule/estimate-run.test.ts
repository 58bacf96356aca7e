import { describe, expect, it } from 'vitest';
import { type EstimatedTask, estimateRun } from './estimate-run.ts';

const task = (agent: string | null, durationMs: number | null, ...dependencies: number[]): EstimatedTask => ({
  agent,
  durationMs,
  dependencies,
});
const estimate = (tasks: EstimatedTask[], slots: Record<string, number> = {}, maxConcurrent = 10) =>
  estimateRun(tasks, { slots: new Map(Object.entries(slots)), maxConcurrent });

describe('estimate run', () => {
  it.each<[string, EstimatedTask[], Record<string, number>, number, number]>([
    ['a chain takes as long as its tasks', [task('a', 10), task('b', 20, 0), task('a', 5, 1)], {}, 10, 35],
    ['side by side, the longest counts', [task('a', 10), task('b', 20)], {}, 10, 20],
    ['one agent with one slot does one after another', [task('a', 10), task('a', 10), task('a', 10)], { a: 1 }, 10, 30],
    ['with two slots two at a time', [task('a', 10), task('a', 10), task('a', 10)], { a: 2 }, 10, 20],
    ['no more at once than the run allows', [task('a', 10), task('b', 10)], {}, 1, 20],
    ['what needs no agent takes no place', [task(null, 50), task('a', 10)], { a: 1 }, 1, 50],
    ['nothing takes no time', [], {}, 1, 0],
  ])('[DE17] %s', (_, tasks, slots, most, total) => {
    expect(estimate(tasks, slots, most)).toMatchObject({ totalMs: total, atLeastMs: total });
  });

  it('[DE17] with a duration that nobody knows there is no total, but a least', () => {
    expect(estimate([task('a', 10), task('b', null, 0)])).toMatchObject({ totalMs: null, atLeastMs: 10 });
  });
});
