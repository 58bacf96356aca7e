import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRIORITIES, PRIORITY_WEIGHT } from '../priority.ts';
import { MAX_YIELD_MS } from '../schedule/path-yield.ts';
import { HEAD_START_MS, headStartMs, queueRank } from './queue-rank.ts';

const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
/** No task waits behind one that became ready later than this after it, whatever the priorities and the shapes of their runs. */
const MAX_HEAD_START_MS = HEAD_START_MS.critical + MAX_YIELD_MS;
const weight = fc.integer({ min: 0, max: 10 });
const delay = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });

describe('queue rank', () => {
  it('[T12] among equals the earlier goes first, at one time the more important', () => {
    fc.assert(
      fc.property(time, time, weight, (first, second, priority) => {
        fc.pre(first < second);
        expect(queueRank({ readyAtMs: first, priority })).toBeLessThan(queueRank({ readyAtMs: second, priority }));
      }),
    );
    const ranks = PRIORITIES.map((name) => queueRank({ readyAtMs: 1_000_000_000, priority: PRIORITY_WEIGHT[name] }));
    expect(ranks).toEqual([...ranks].sort((left, right) => (left < right ? 1 : -1)));
    expect(new Set(ranks).size).toBe(PRIORITIES.length);
  });

  it('[T13] nothing waits behind a task that became ready more than the greatest head start after it', () => {
    fc.assert(
      fc.property(time, weight, weight, delay, fc.integer({ min: 1, max: 1e9 }), (readyAtMs, old, young, maxDelayMs, later) => {
        expect(queueRank({ readyAtMs, priority: old, yieldMs: MAX_YIELD_MS })).toBeLessThan(
          queueRank({ readyAtMs: readyAtMs + MAX_HEAD_START_MS + later, priority: young, maxDelayMs }),
        );
      }),
    );
  });

  it('[T56] a task that may hardly be delayed is put forward, a patient one keeps the head start of its priority', () => {
    const minutes = (maxDelay: number, priority: keyof typeof PRIORITY_WEIGHT) =>
      headStartMs({ priority: PRIORITY_WEIGHT[priority], maxDelayMs: maxDelay * 60_000 }) / 60_000;
    expect([minutes(1, 'low'), minutes(28, 'low'), minutes(28, 'high'), minutes(30, 'low'), minutes(600, 'medium')]).toEqual([
      29, 2, 5, 0, 1,
    ]);
    expect(minutes(1, 'critical')).toBe(30);
    fc.assert(
      fc.property(
        weight,
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (priority, one, more) => {
          const start = (maxDelayMs: number) => headStartMs({ priority, maxDelayMs });
          expect(start(one)).toBeGreaterThanOrEqual(start(one + more));
          expect(start(one)).toBeGreaterThanOrEqual(headStartMs({ priority }));
        },
      ),
    );
  });
});
