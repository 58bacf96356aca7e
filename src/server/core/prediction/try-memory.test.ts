import { describe, expect, it } from 'vitest';
import { seededRandom } from '../routing/seeded-random.ts';
import { chooseMemory, MemoryTrial, type PastOutcome, TRIED_MEMORIES } from './try-memory.ts';

const HOUR = 3_600_000;
const outcome = (returned: boolean) => ({ returned, verified: null, durationMs: null, costUsd: null, quality: null });

/** Thirty days of one agent whose success rate turns around every two days. */
function turning(size: number): PastOutcome[] {
  const random = seededRandom(3);
  return Array.from({ length: size }, (_, at) => {
    const hours = (at / size) * 720;
    const success = random() < (Math.floor(hours / 48) % 2 === 0 ? 0.95 : 0.2);
    return { agent: 'a', type: 't', outcome: outcome(success), contract: false, success, at: Math.round(hours * HOUR) };
  });
}

function run(memory: { halfLifeMs: number; capacity: number }, past: PastOutcome[]) {
  const trial = new MemoryTrial(memory, past.length);
  for (const each of past) trial.add(each);
  return trial.scores();
}

describe('trying memories', () => {
  it('[RP6] every part is scored by its own share of the outcomes, each predicted before it is learned', () => {
    const past = turning(400);
    const { choosing, heldBack } = run({ halfLifeMs: 72 * HOUR, capacity: 100 }, past);
    expect([choosing.n, heldBack.n]).toEqual([80, 80]);
    const lastTurned = past.map((each, at) => (at === past.length - 1 ? { ...each, outcome: outcome(!each.success) } : each));
    expect(run({ halfLifeMs: 72 * HOUR, capacity: 100 }, lastTurned).heldBack).toEqual(heldBack);
  });

  it('[RP6] twelve memories are tried; the one with the least loss on the choosing part is taken, among equals the first', () => {
    expect(TRIED_MEMORIES).toHaveLength(12);
    const tried = TRIED_MEMORIES.map((memory) => run(memory, turning(400)));
    const best = chooseMemory(tried);
    expect(best.choosing.logLoss).toBe(Math.min(...tried.map(({ choosing }) => choosing.logLoss ?? 1)));
    const [first] = tried;
    expect(first && chooseMemory([first, { ...first }])).toBe(first);
    expect(() => chooseMemory([])).toThrow(RangeError);
  });
});
