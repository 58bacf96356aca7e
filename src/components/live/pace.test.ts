import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('[U17] a storm of notices is acted on at once, then an interval apart, and once more after its end', () => {
  const at: number[] = [];
  const begun = performance.now();
  const pace = new Pace(1_000, () => at.push(performance.now() - begun));
  for (let ms = 0; ms <= 2_500; ms += 50) {
    pace.ask();
    vi.advanceTimersByTime(50);
  }
  vi.advanceTimersByTime(10_000);
  expect(at).toEqual([0, 1_000, 2_000, 3_000]);
  pace.ask();
  expect(at).toHaveLength(5);
});

it('[U17] who has gone acts no more', () => {
  const act = vi.fn();
  const pace = new Pace(1_000, act);
  pace.ask();
  pace.ask();
  pace.stop();
  vi.advanceTimersByTime(5_000);
  expect(act).toHaveBeenCalledTimes(1);
});
