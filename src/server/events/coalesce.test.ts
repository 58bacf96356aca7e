import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCoalesced } from './coalesce.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When the work began, in ms, while somebody pokes every 5 ms for a while; each time it takes so long. */
async function begins(takesMs: number, fails = 0): Promise<number[]> {
  const at: number[] = [];
  const coalesced = createCoalesced({
    intervalMs: 100,
    onError: () => {},
    work: async () => {
      at.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, takesMs));
      if (at.length <= fails) throw new Error('not now');
    },
  });
  const start = performance.now();
  for (let ms = 0; ms < 450; ms += 5) {
    coalesced.poke();
    await vi.advanceTimersByTimeAsync(5);
  }
  coalesced.stop();
  return at.map((ms) => ms - start);
}

test.each<[string, number, number[]]>([
  ['at once after quiet, then an interval apart', 0, [0, 100, 200, 300, 400]],
  ['an interval apart also when it takes a while', 60, [0, 100, 200, 300, 400]],
  ['later when it takes longer, with a rest', 140, [0, 165, 330]],
])('[V20] work begins %s', async (_, takesMs, expected) => {
  expect(await begins(takesMs)).toEqual(expected);
});

test('[V20] after an error it is left alone for a second', async () => {
  expect(await begins(0, 1)).toEqual([0]);
});
