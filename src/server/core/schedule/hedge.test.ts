import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Belief } from './duration-beliefs.ts';
import { chooseHedges, HEDGE_RULES, type HedgeInput, type RunningAttempt } from './hedge.ts';

const belief: Belief = { mean: 10, cv: 1, cvInRun: 1, known: true };
const late: RunningAttempt = { task: 0, agent: 0, belief, elapsed: 100, hedgeable: true, hedged: false };
const base: HedgeInput = { running: [late], speeds: [0.5, 4, 1], idle: [1, 2], started: 100, hedges: 0 };

describe('second attempts', () => {
  it('[SO10] a late task on a slow agent gets one, on the fastest idle agent', () => {
    const [hedge, ...more] = chooseHedges(base);
    expect(hedge).toMatchObject({ task: 0, agent: 1 });
    expect(hedge?.expectedGain).toBeGreaterThan(0);
    expect(more).toEqual([]);
  });

  const none: [string, Partial<HedgeInput>][] = [
    ['a task that does not allow it', { running: [{ ...late, hedgeable: false }] }],
    ['a task that has one already', { running: [{ ...late, hedged: true }] }],
    ['a task that is not late', { running: [{ ...late, elapsed: 5 }] }],
    ['no agent that is idle', { idle: [] }],
    ['idle agents no faster than its own', { speeds: [4, 4, 1] }],
    ['a budget that is used up', { hedges: 5 }],
    ['a budget of nothing', { rules: { ...HEDGE_RULES, budgetShare: 0 } }],
    ['a gain below the rule', { rules: { ...HEDGE_RULES, leastGain: 1 } }],
  ];
  it.each(none)('[SO10] none for %s', (_, over) => {
    expect(chooseHedges({ ...base, ...over })).toEqual([]);
  });

  it('[SO11] where durations belong to the attempt, an equally fast agent is worth a second one', () => {
    const speeds = [1, 1, 1];
    expect(chooseHedges({ ...base, speeds })).toEqual([]);
    expect(chooseHedges({ ...base, speeds, rules: { ...HEDGE_RULES, workShare: 0 } })).toHaveLength(1);
  });

  it('[SO12] never beyond the budget, one per task and per agent, idle agents only', () => {
    const attempt = fc.record({ elapsed: fc.double({ min: 0, max: 1_000, noNaN: true }), hedgeable: fc.boolean(), hedged: fc.boolean() });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 20 }), fc.nat(400), fc.nat(20), fc.nat(10), (attempts, started, hedges, idle) => {
        const running = attempts.map((one, task) => ({ ...late, ...one, task, agent: task }));
        const speeds = [...running.map(() => 0.5), ...Array.from({ length: idle }, () => 4)];
        const free = speeds.flatMap((speed, agent) => (speed === 4 ? [agent] : []));
        const given = chooseHedges({ running, speeds, idle: free, started, hedges });
        expect(given.length + hedges).toBeLessThanOrEqual(Math.max(hedges, 0.05 * started));
        expect(new Set(given.map(({ agent }) => agent)).size).toBe(given.length);
        expect(new Set(given.map(({ task }) => task)).size).toBe(given.length);
        for (const { task, agent } of given) {
          expect(free).toContain(agent);
          expect(running[task]).toMatchObject({ hedgeable: true, hedged: false });
        }
      }),
    );
  });
});
