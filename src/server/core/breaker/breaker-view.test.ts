import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, record } from './breaker.ts';
import { viewBreaker } from './breaker-view.ts';
import { commandBreaker } from './command-breaker.ts';
import { PRESETS } from './presets.ts';

const RULES = { ...PRESETS.agent, openWaitMs: 1_000, openJitter: 0, halfOpenPermits: 2, halfOpenMaxWaitMs: 500 };

describe('viewBreaker', () => {
  it('[BR13] an open breaker counts down to its probe, and reads half_open when the wait is over', () => {
    const state = createBreaker(RULES, { now: 0, status: 'open' });
    expect(viewBreaker(RULES, state, 400)).toMatchObject({
      state: 'open',
      permitted: false,
      nextProbeAt: 1_000,
      openedAt: 0,
      probes: null,
    });
    const ready = { state: 'half_open', permitted: true, nextProbeAt: null, probes: { granted: 0, permits: 2 } };
    expect(viewBreaker(RULES, state, 1_000)).toMatchObject(ready);
    expect(viewBreaker(RULES, state, 10 ** 9)).toMatchObject(ready);
  });

  it('[BR13] probes that are lost are shown as what became of them, without anybody asking', () => {
    const half = acquire(RULES, createBreaker(RULES, { now: 0, status: 'open' }), 1_000).state;
    expect(viewBreaker(RULES, half, 1_100)).toMatchObject({ state: 'half_open', probes: { granted: 1, permits: 2 }, openedAt: 0 });
    expect(viewBreaker(RULES, half, 1_600)).toMatchObject({ state: 'open', nextProbeAt: 3_500, openedAt: 1_500, openings: 2 });
  });

  it('[BR13] the outcomes of the window are shown, with their age', () => {
    let state = createBreaker(RULES, { now: 0 });
    for (const kind of ['success', 'failure', 'success', 'success', 'success'] as const) {
      state = record(RULES, state, { kind, generation: 0, at: 5, slow: kind === 'failure' });
    }
    expect(viewBreaker(RULES, state, 10)).toMatchObject({
      state: 'closed',
      failureCount: 1,
      successCount: 4,
      totalRequests: 5,
      slowCount: 1,
      failureRate: 0.2,
      slowRate: 0.2,
      lastFailureAt: 5,
      openedAt: null,
    });
    expect(viewBreaker(RULES, state, 10 ** 9)).toMatchObject({ totalRequests: 0, failureRate: null, lastFailureAt: 5 });
  });

  it('[BR13] one that a person holds open waits for no probe', () => {
    const held = commandBreaker(RULES, createBreaker(RULES, { now: 0 }), { command: { type: 'force_open' }, at: 7 });
    expect(held.ok && viewBreaker(RULES, held.state, 10 ** 9)).toMatchObject({
      state: 'forced_open',
      permitted: false,
      nextProbeAt: null,
      openedAt: 7,
    });
  });
});
