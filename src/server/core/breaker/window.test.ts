import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acquire, createBreaker, record } from './breaker.ts';
import { measureBreaker } from './judge-window.ts';
import type { BreakerRules, WindowRule } from './policy.ts';
import { PRESETS } from './presets.ts';
import type { Sample, Totals } from './sample.ts';
import { addSample, emptyWindow, totalsOf, type WindowState } from './window.ts';

/** One letter per outcome: s(uccess), f(ailure), S and F slow. */
function filled(rule: WindowRule, letters: string, times: (index: number) => number = () => 0): WindowState {
  return [...letters].reduce((window, letter, index) => addSample(window, rule, sample(letter, times(index))), emptyWindow(rule, 0));
}

const sample = (letter: string, at: number): Sample => ({
  at,
  failed: letter.toLowerCase() === 'f',
  slow: letter !== letter.toLowerCase(),
});

const totals = (calls: number, failures: number, slow: number): Totals => ({ calls, failures, slow });

function sumOf(samples: readonly Sample[]): Totals {
  return totals(samples.length, samples.filter(({ failed }) => failed).length, samples.filter(({ slow }) => slow).length);
}

describe('windows', () => {
  it('[BR3] a count window holds the last outcomes, failed and slow told apart', () => {
    const rule: WindowRule = { type: 'count', size: 3 };
    expect(totalsOf(filled(rule, 'fS'), rule, 0)).toEqual(totals(2, 1, 1));
    expect(totalsOf(filled(rule, 'fFSs'), rule, 0)).toEqual(totals(3, 1, 2));
    expect(totalsOf(filled(rule, 'ffffsss'), rule, 0)).toEqual(totals(3, 0, 0));
  });

  it('[BR3] a window of time forgets at exactly its age, with and without buckets', () => {
    const exact: WindowRule = { type: 'time', sizeMs: 100, bucketMs: null };
    const buckets: WindowRule = { type: 'time', sizeMs: 100, bucketMs: 20 };
    const at = (index: number) => index * 30;
    expect([99, 100, 129, 130].map((now) => totalsOf(filled(exact, 'fsF', at), exact, now).calls)).toEqual([3, 2, 2, 1]);
    expect([99, 100, 119, 120].map((now) => totalsOf(filled(buckets, 'fsF', at), buckets, now).calls)).toEqual([3, 2, 2, 1]);
    expect(totalsOf(filled(exact, 'fsF', at), exact, 10 ** 9)).toEqual(totals(0, 0, 0));
  });

  it('[BR3] an outcome from a clock that is behind counts in the newest bucket', () => {
    const rule: WindowRule = { type: 'time', sizeMs: 100, bucketMs: 10 };
    const window = addSample(
      filled(rule, 'f', () => 50),
      rule,
      sample('f', 12),
    );
    expect(totalsOf(window, rule, 149)).toEqual(totals(2, 2, 0));
    expect(totalsOf(window, rule, 150)).toEqual(totals(0, 0, 0));
  });

  it('[BR3] any window of time is the sum of the outcomes that are young enough', () => {
    const samples = fc.array(fc.record({ gap: fc.nat(40), failed: fc.boolean(), slow: fc.boolean() }), { maxLength: 60 });
    const rules = fc.constantFrom<Extract<WindowRule, { type: 'time' }>>(
      { type: 'time', sizeMs: 100, bucketMs: null },
      { type: 'time', sizeMs: 100, bucketMs: 10 },
      { type: 'time', sizeMs: 100, bucketMs: 50 },
    );
    fc.assert(
      fc.property(samples, rules, fc.nat(150), (gaps, rule, later) => {
        let now = 0;
        const all = gaps.map(({ gap, failed, slow }): Sample => {
          now += gap;
          return { at: now, failed, slow };
        });
        const window = all.reduce((kept, one) => addSample(kept, rule, one), emptyWindow(rule, 0));
        now += later;
        const bucket = rule.bucketMs ?? 1;
        const young = all.filter(({ at }) => Math.floor(now / bucket) - Math.floor(at / bucket) < rule.sizeMs / bucket);
        expect(totalsOf(window, rule, now)).toEqual(sumOf(young));
      }),
    );
  });

  it('[BR3] any count window is the sum of the last outcomes', () => {
    const samples = fc.array(fc.record({ at: fc.constant(0), failed: fc.boolean(), slow: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 20 }), (all, size) => {
        const rule: WindowRule = { type: 'count', size };
        const window = all.reduce((kept, one) => addSample(kept, rule, one), emptyWindow(rule, 0));
        expect(totalsOf(window, rule, 0)).toEqual(sumOf(all.slice(-size)));
      }),
    );
  });

  it('[BR3] a tumbling period starts anew when more than its length has passed, and takes calls under way with it', () => {
    const rules: BreakerRules = { ...PRESETS.agent, window: { type: 'tumbling', sizeMs: 100 }, minimumCalls: 3 };
    let state = createBreaker(rules, { now: 0 });
    const call = (kind: 'failure' | 'success', at: number, generation?: number) => {
      const asked = acquire(rules, state, at).state;
      state = record(rules, asked, { kind, generation: generation ?? asked.generation, at });
      return measureBreaker(rules, state, at);
    };
    const before = state.generation;
    expect(call('failure', 10).calls).toBe(1);
    expect(call('failure', 100)).toMatchObject({ calls: 2, failureRate: null });
    expect(call('failure', 101, before).calls).toBe(0);
    expect(call('failure', 102).calls).toBe(1);
    call('failure', 201);
    expect([call('success', 201).failureRate, state.status]).toEqual([2 / 3, 'open']);
  });

  it('[BR3] a window kept by another rule starts anew', () => {
    const counted = filled({ type: 'count', size: 5 }, 'fff');
    const timed: WindowRule = { type: 'time', sizeMs: 100, bucketMs: 10 };
    expect(totalsOf(counted, timed, 0).calls).toBe(3);
    expect(totalsOf(addSample(counted, timed, sample('s', 0)), timed, 0)).toEqual(totals(1, 0, 0));
    expect(totalsOf(addSample(counted, { type: 'count', size: 4 }, sample('s', 0)), timed, 0).calls).toBe(1);
    expect(totalsOf(filled(timed, 'ff'), { type: 'count', size: 5 }, 0).calls).toBe(0);
  });
});

describe('thresholds', () => {
  const base: BreakerRules = {
    ...PRESETS.agent,
    window: { type: 'count', size: 4 },
    minimumCalls: 4,
    slowCallDurationMs: 100,
    slowCallRateThreshold: null,
  };
  const slow: Partial<BreakerRules> = { failureRateThreshold: null, slowCallRateThreshold: 0.5 };
  const table: { name: string; rules: Partial<BreakerRules>; letters: string; opensAt: number | null }[] = [
    { name: 'gte opens at the threshold', rules: {}, letters: 'ssff', opensAt: 4 },
    { name: 'gt does not', rules: { thresholdCompare: 'gt' }, letters: 'ssff', opensAt: null },
    { name: 'below the minimum nothing opens', rules: {}, letters: 'fff', opensAt: null },
    { name: 'a minimum above the window means the window', rules: { minimumCalls: 50 }, letters: 'ffff', opensAt: 4 },
    { name: 'a success that makes the minimum opens', rules: {}, letters: 'fffs', opensAt: 4 },
    { name: 'unless only failures are looked at', rules: { evaluateOn: 'failure' }, letters: 'fffsf', opensAt: 5 },
    { name: 'and then a slow success counts as one', rules: { ...slow, evaluateOn: 'failure' }, letters: 'SSSsS', opensAt: 5 },
    { name: 'slow calls open', rules: slow, letters: 'sSsF', opensAt: 4 },
    { name: 'slow calls alone do not, where nobody asks', rules: {}, letters: 'SSSS', opensAt: null },
    { name: 'failures do not, where nobody asks', rules: slow, letters: 'ffff', opensAt: null },
    { name: 'a row of failures', rules: { window: { type: 'consecutive', failures: 3 } }, letters: 'ffsfff', opensAt: 6 },
    { name: 'a row that is broken', rules: { window: { type: 'consecutive', failures: 3 } }, letters: 'ffsffsff', opensAt: null },
  ];

  it.each(table)('[BR4] $name ($letters)', ({ rules, letters, opensAt }) => {
    const all: BreakerRules = { ...base, ...rules };
    let state = createBreaker(all, { now: 0 });
    let opened: number | null = null;
    for (const [index, letter] of [...letters].entries()) {
      const { failed, slow: isSlow } = sample(letter, index);
      state = record(all, state, {
        kind: failed ? 'failure' : 'success',
        generation: state.generation,
        at: index,
        durationMs: isSlow ? 101 : 100,
      });
      if (state.status === 'open') opened ??= index + 1;
    }
    expect(opened).toBe(opensAt);
  });

  it('[BR4] there is no rate below the minimum, nor where a row of failures decides', () => {
    const measure = (rules: BreakerRules, kinds: ('failure' | 'success')[]) => {
      let state = createBreaker(rules, { now: 0 });
      for (const kind of kinds) state = record(rules, state, { kind, generation: 0, at: 0, slow: true });
      return measureBreaker(rules, state, 0);
    };
    expect(measure(base, ['failure', 'success'])).toEqual({ calls: 2, failures: 1, slow: 2, failureRate: null, slowRate: null });
    expect(measure(base, ['failure', 'success', 'success', 'success'])).toMatchObject({ failureRate: 0.25, slowRate: 1 });
    expect(measure({ ...base, window: { type: 'consecutive', failures: 9 } }, ['failure'])).toMatchObject({
      failures: 1,
      failureRate: null,
    });
  });
});
