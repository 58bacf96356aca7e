import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import type { AgentMinute } from './agent-minute.ts';
import { judgeDegradation } from './judge-degradation.ts';

const random = seededRandom(9);
const minute = (at: number, { slower = 0, failures = 0 } = {}): AgentMinute => ({
  at: at * 60_000,
  ended: 10,
  failures,
  lost: 0,
  timed: 10,
  logRatioSum: 10 * (slower + 0.2 * (random() - 0.5)),
  lastFailed: failures > 0,
});
const usual = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => minute(from + at, { failures: random() < 0.1 ? 1 : 0 }));
const judge = (minutes: AgentMinute[], signal: 'latency' | 'errors', known = false) => judgeDegradation(minutes, { signal, known });

describe('an agent against its own past', () => {
  it('[AN13] twice as slow for some minutes is a degradation of latency alone, with its evidence', () => {
    const minutes = [...usual(120), ...Array.from({ length: 6 }, (_, at) => minute(120 + at, { slower: Math.log(2) }))];
    const found = judge(minutes, 'latency');
    expect(found).toMatchObject({ signal: 'latency', samples: 126, beganAt: 120 * 60_000 });
    expect(found?.baseline).toBeCloseTo(0, 1);
    expect(found?.current).toBeCloseTo(Math.log(2), 1);
    expect(judge(minutes, 'errors')).toBeNull();
  });

  it('[AN13] failures in most minutes are a degradation of errors', () => {
    const minutes = [...usual(100), ...Array.from({ length: 5 }, (_, at) => minute(100 + at, { failures: 6 }))];
    expect(judge(minutes, 'errors')).toMatchObject({ current: 0.6, beganAt: 100 * 60_000 });
  });

  it.each<[string, AgentMinute[]]>([
    ['as it always was', usual(200)],
    ['a little slower', [...usual(120), ...Array.from({ length: 6 }, (_, at) => minute(120 + at, { slower: 0.15 }))]],
    ['faster than usual', [...usual(120), ...Array.from({ length: 6 }, (_, at) => minute(120 + at, { slower: -1 }))]],
    ['too short a past', [...usual(40), ...Array.from({ length: 6 }, (_, at) => minute(40 + at, { slower: 2 }))]],
    ['nothing at all', []],
    ['bad once, an hour ago', [...usual(100), minute(100, { slower: 2 }), ...usual(60, 101)]],
  ])('[AN13] %s is none', (_, minutes) => {
    expect(judge(minutes, 'latency')).toBeNull();
  });

  it('[AN14] it goes on while the agent is that much worse, and ends when it is as it was', () => {
    const bad = [...usual(120), ...Array.from({ length: 60 }, (_, at) => minute(120 + at, { slower: 1 }))];
    expect(judge(bad, 'latency', true)).toMatchObject({ surprise: 0, beganAt: 120 * 60_000 });
    expect(judge([...bad, ...usual(6, 180)], 'latency', true)).toBeNull();
  });
});
