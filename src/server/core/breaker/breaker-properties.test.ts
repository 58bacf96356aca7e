import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, OUTCOME_KINDS, permitsAt, record, restart, wouldPermit } from './breaker.ts';
import { viewBreaker } from './breaker-view.ts';
import { advance } from './change-status.ts';
import { BREAKER_COMMANDS, commandBreaker } from './command-breaker.ts';
import { type BreakerPolicy, breakerPolicySchema, MAX_OPEN_WAIT_MS } from './policy.ts';
import { PRESETS } from './presets.ts';
import { type BreakerState, breakerStateSchema } from './state.ts';

const waitMs = fc.integer({ min: 1, max: 20_000 });
const rate = fc.double({ min: 0.05, max: 1, noNaN: true });

const anyPolicy: fc.Arbitrary<BreakerPolicy> = fc
  .record({
    window: fc.oneof(
      fc.record({ type: fc.constant('count' as const), size: fc.integer({ min: 1, max: 20 }) }),
      fc.integer({ min: 1, max: 500 }).map((bucketMs) => ({ type: 'time' as const, sizeMs: bucketMs * 10, bucketMs })),
      fc.record({ type: fc.constant('tumbling' as const), sizeMs: waitMs }),
      fc.record({ type: fc.constant('consecutive' as const), failures: fc.integer({ min: 1, max: 4 }) }),
    ),
    minimumCalls: fc.integer({ min: 1, max: 8 }),
    failureRateThreshold: fc.option(rate),
    slowCallDurationMs: fc.constant(100),
    slowCallRateThreshold: fc.option(rate),
    thresholdCompare: fc.constantFrom('gte' as const, 'gt' as const),
    evaluateOn: fc.constantFrom('any' as const, 'failure' as const),
    openWaitMs: waitMs,
    openBackoff: fc.option(
      fc.oneof(
        fc.record({ type: fc.constant('exponential' as const), multiplier: fc.constantFrom(1, 2, 10), maxMs: waitMs }),
        fc.record({ type: fc.constant('linear' as const), maxMs: waitMs }),
        fc.record({ type: fc.constant('list' as const), waitsMs: fc.array(waitMs, { minLength: 1, maxLength: 4 }) }),
      ),
    ),
    openJitter: fc.constantFrom(0, 0.3, 1),
    openExpiry: fc.constantFrom('inclusive' as const, 'exclusive' as const),
    transition: fc.constantFrom('lazy' as const, 'eager' as const),
    halfOpenPermits: fc.integer({ min: 1, max: 5 }),
    halfOpenRule: fc.constantFrom('rate' as const, 'rate_early' as const, 'consecutive_successes' as const, 'none' as const),
    halfOpenFailureRateThreshold: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    halfOpenMaxWaitMs: waitMs,
    halfOpenMaxWaitTo: fc.constantFrom('open' as const, 'closed' as const),
    halfOpenExtraPermitEveryMs: fc.option(waitMs),
    ignored: fc.constantFrom('neutral' as const, 'success' as const),
    staleResults: fc.constantFrom('drop' as const, 'count' as const),
    warmupMs: fc.option(waitMs),
    backoffDecayEveryMs: fc.option(waitMs),
  })
  .map((over) => breakerPolicySchema.parse({ ...PRESETS.agent, ...over }));

/** An acquire leaves a call under way; an end picks one of those by its place, or an old one. */
const anyEvent = fc.record({
  gapMs: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 300 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 60_000 }) },
  ),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant({ type: 'acquire' as const }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('end' as const),
        kind: fc.constantFrom(...OUTCOME_KINDS),
        place: fc.nat(30),
        durationMs: fc.constantFrom(1, 500),
        retryAfterMs: fc.constantFrom(0, 0, 0, 4_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('command' as const), command: fc.constantFrom(...BREAKER_COMMANDS) }) },
    { weight: 1, arbitrary: fc.constant({ type: 'restart' as const }) },
  ),
});
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never;

interface World {
  now: number;
  state: BreakerState;
  /** Generations of calls under way. */
  calls: number[];
}

function apply(policy: BreakerPolicy, world: World, { gapMs, act }: AnyEvent): World {
  const now = world.now + gapMs;
  const { state, calls } = world;
  switch (act.type) {
    case 'acquire': {
      const asked = acquire(policy, state, now);
      return { now, state: asked.state, calls: asked.permitted ? [...calls, asked.state.generation] : calls };
    }
    case 'end': {
      const generation = calls[act.place % Math.max(1, calls.length)];
      if (generation === undefined) return { now, state: advance(policy, state, now), calls };
      const { kind, durationMs, retryAfterMs } = act;
      const left = calls.filter((_, place) => place !== act.place % calls.length);
      return { now, state: record(policy, state, { kind, generation, at: now, durationMs, retryAfterMs }), calls: left };
    }
    case 'command': {
      const result = commandBreaker(policy, state, { command: { type: act.command }, at: now });
      return { now, state: result.ok ? result.state : state, calls };
    }
    case 'restart':
      return { now, state: restart(policy, state, now), calls };
  }
}

const anyHistory = fc.record({ policy: anyPolicy, seed: fc.integer(), events: fc.array(anyEvent, { maxLength: 60 }) });

/** Every state that a history goes through, with the instant. */
function replay({ policy, seed, events }: { policy: BreakerPolicy; seed: number; events: AnyEvent[] }): World[] {
  const worlds: World[] = [{ now: 0, state: createBreaker(policy, { now: 0, seed }), calls: [] }];
  for (const event of events) worlds.push(apply(policy, worlds.at(-1) as World, event));
  return worlds;
}

describe('any sequence of events under any policy', () => {
  it('[BR15] never wedges: whatever happened, calls are let through in bounded time and good ones close it', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const last = replay(history).at(-1) as World;
        if (last.state.status === 'forced_open') return;
        const { policy } = history;
        let now = last.now + policy.halfOpenMaxWaitMs + 2 * MAX_OPEN_WAIT_MS + 1;
        let { state } = last;
        expect(wouldPermit(policy, state, now)).toBe(true);
        // Old outcomes may open it once more on the way: a success can be the one that makes the minimum.
        for (let call = 0; call < 60; call += 1) {
          const asked = acquire(policy, state, now);
          state = asked.state;
          if (asked.permitted) state = record(policy, state, { kind: 'success', generation: state.generation, at: now, durationMs: 1 });
          else now += 2 * MAX_OPEN_WAIT_MS + 1;
        }
        expect(['closed', 'disabled', 'metrics_only']).toContain(state.status);
      }),
      { numRuns: 2_000 },
    );
  });

  it('[BR15] half-open never has more probes under way or back than permits', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const { state, now, calls } of replay(history)) {
          if (state.status !== 'half_open') continue;
          const permits = permitsAt(history.policy, state, now);
          expect(state.granted).toBeLessThanOrEqual(permits);
          expect(calls.filter((generation) => generation === state.generation).length).toBeLessThanOrEqual(permits);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('[BR15] the look and the question agree, and the generation only grows', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(30_000), (history, laterMs) => {
        let generation = 0;
        for (const { state, now } of replay(history)) {
          expect(state.generation).toBeGreaterThanOrEqual(generation);
          generation = state.generation;
          const then = now + laterMs;
          const asked = acquire(history.policy, state, then).permitted;
          expect(wouldPermit(history.policy, state, then)).toBe(asked);
          expect(viewBreaker(history.policy, state, then).permitted).toBe(asked);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('[BR14] what is stored is the whole breaker: it comes back as it was, and small', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (const { state } of replay(history)) {
          const text = JSON.stringify(state);
          expect(breakerStateSchema.parse(JSON.parse(text))).toEqual(state);
          expect(text.length).toBeLessThan(1_000);
        }
      }),
      { numRuns: 500 },
    );
  });
});
