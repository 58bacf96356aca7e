import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, record } from './breaker.ts';
import { commandBreaker } from './command-breaker.ts';
import { PRESETS } from './presets.ts';
import { slotsDuringSlowStart, slowStartShare } from './slow-start.ts';

const RULES = { ...PRESETS.agent, halfOpenPermits: 1, openJitter: 0 };
const RAMP = { rampMs: 1_000, minShare: 0.5 };

/** Opened at 0, closed by a probe at 30,000. */
function closedAgain() {
  const opened = createBreaker(RULES, { now: 0, status: 'open' });
  const probing = acquire(RULES, opened, 30_000).state;
  return record(RULES, probing, { kind: 'success', generation: probing.generation, at: 30_000 });
}

describe('slow start', () => {
  it('[BR17] work comes back in a line after a breaker closed by itself', () => {
    const state = closedAgain();
    expect(state.status).toBe('closed');
    expect([30_000, 30_500, 31_000, 99_000].map((now) => slowStartShare(state, now, RAMP))).toEqual([0.5, 0.75, 1, 1]);
    expect(slowStartShare(state, 30_000, { ...RAMP, rampMs: 0 })).toBe(1);
  });

  it('[BR17] at once where it never opened, and where a person has reset it', () => {
    expect(slowStartShare(createBreaker(RULES, { now: 0 }), 0, RAMP)).toBe(1);
    const reset = commandBreaker(RULES, closedAgain(), { command: { type: 'reset' }, at: 30_001 });
    expect(reset.ok && slowStartShare(reset.state, 30_001, RAMP)).toBe(1);
  });

  it('[BR17] an agent keeps one slot at least', () => {
    expect([
      slotsDuringSlowStart(10, 0.25),
      slotsDuringSlowStart(3, 0.1),
      slotsDuringSlowStart(0, 0.5),
      slotsDuringSlowStart(4, 1),
    ]).toEqual([2, 1, 0, 4]);
  });
});
