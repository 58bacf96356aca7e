import { describe, expect, it } from 'vitest';
import { makePersona, makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import type { AgentSnapshot } from '../routing/candidates.ts';
import { explainDecision } from '../routing/explain-decision.ts';
import { seededRandom } from '../routing/seeded-random.ts';
import { PERSONA_STRATEGIES } from '../routing/strategies.ts';
import {
  addToArm,
  EMPTY_ARM,
  ENOUGH,
  FOLLOWING,
  judgeTrial,
  LEAST_PER_ARM,
  MEMORY,
  overallLift,
  type TrialArm,
  type Verdict,
} from './judge-trial.ts';

const arm = (n: number, successes: number, costUsd = 0): TrialArm => ({ n, successes, costs: costUsd > 0 ? n : 0, costUsd, total: n });
const style = (analytical: number) => ({ analytical, creative: 0.5, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 });

/** Two agents: by load the idle one is ahead, by persona the thinker. */
const FLEET: AgentSnapshot[] = [
  makeSnapshot('idle', {
    slots: 100,
    inFlight: 0,
    persona: makePersona('p1', { definition: { style: style(0), adaptation_mode: 'static' } }),
  }),
  makeSnapshot('thinker', {
    slots: 100,
    inFlight: 20,
    persona: makePersona('p2', { definition: { style: style(1), adaptation_mode: 'static' } }),
  }),
];
const spec = (over: object = {}) => makeSpec({ preferred_cognitive_style: 'analytical', ...over });

function decide(verdict: Verdict | null, seed: number, over: object = {}) {
  const personaTrials = verdict === null ? undefined : new Map([['work', verdict]]);
  const [placement] = routeBatch({
    tasks: [{ taskId: 't', spec: spec(over) }],
    agents: FLEET,
    now: NOW,
    random: seededRandom(seed),
    personaTrials,
  });
  if (placement === undefined || !('decision' in placement)) throw new Error('somebody can take it');
  return placement.decision;
}

describe('the trial of the persona', () => {
  it.each<[string, TrialArm, TrialArm, Verdict]>([
    ['nothing yet', EMPTY_ARM, EMPTY_ARM, 'testing'],
    ['an arm that is too small', arm(500, 500), arm(LEAST_PER_ARM - 1, 0), 'testing'],
    ['a clear lift', arm(60, 57), arm(60, 35), 'on'],
    ['a clear loss', arm(60, 35), arm(60, 57), 'off'],
    ['little, and nothing clear', arm(40, 30), arm(40, 29), 'testing'],
    ['enough, and nothing clear', arm(ENOUGH / 2, 75), arm(ENOUGH / 2, 74), 'off'],
    ['a small lift that many outcomes prove', arm(4_000, 3_200), arm(4_000, 3_000), 'on'],
  ])('[PE30] %s', (_, on, without, verdict) => {
    const judged = judgeTrial(on, without);
    expect(judged.verdict).toBe(verdict);
    if (judged.lift !== null) expect(judged.lift.low).toBeLessThanOrEqual(judged.lift.high);
  });

  it('[PE31] cost is compared beside success, and does not decide', () => {
    expect(judgeTrial(arm(60, 57, 120), arm(60, 35, 60))).toMatchObject({ verdict: 'on', costDifferenceUsd: 1 });
    expect(judgeTrial(arm(60, 57, 120), arm(60, 35)).costDifferenceUsd).toBeNull();
  });

  it('[PE32] old outcomes fade, so that a verdict can turn', () => {
    let [on, without] = [EMPTY_ARM, EMPTY_ARM];
    for (let at = 0; at < 300; at += 1)
      [on, without] = [addToArm(on, { success: at % 2 === 0, costUsd: null }), addToArm(without, { success: at % 2 === 1, costUsd: null })];
    expect(judgeTrial(on, without).verdict).toBe('off');
    for (let at = 0; at < 300; at += 1)
      [on, without] = [addToArm(on, { success: true, costUsd: 1 }), addToArm(without, { success: at % 2 === 0, costUsd: 1 })];
    expect(judgeTrial(on, without).verdict).toBe('on');
    expect([on.n < MEMORY, on.total]).toEqual([true, 600]);
  });

  it('[PE33] a contested task follows the persona as often as the verdict says, and the record names arm and other winner', () => {
    for (const verdict of ['testing', 'on', 'off'] as const) {
      const decisions = Array.from({ length: 400 }, (_, seed) => decide(verdict, seed));
      const followed = decisions.filter(({ winner }) => winner === 'thinker');
      expect(followed.length / 400).toBeGreaterThan(FOLLOWING[verdict] - 0.1);
      expect(followed.length / 400).toBeLessThan(FOLLOWING[verdict] + 0.1);
      for (const { winner, trial } of decisions)
        expect(trial).toEqual({
          verdict,
          arm: winner === 'thinker' ? 'with' : 'without',
          other: winner === 'thinker' ? 'idle' : 'thinker',
        });
    }
  });

  it('[PE34] without the persona its weight is zero in the record; the sentences say so', () => {
    const decisions = Array.from({ length: 60 }, (_, seed) => decide('off', seed));
    const weightOf = (decision: (typeof decisions)[number]) => decision.weights[decision.columns.indexOf('persona') - 2];
    const off = decisions.find(({ trial }) => trial?.arm === 'without');
    const on = decisions.find(({ trial }) => trial?.arm === 'with');
    if (off === undefined || on === undefined) throw new Error('both arms occur');
    expect([weightOf(off), weightOf(on)]).toEqual([0, 0.1]);
    expect(explainDecision(off).join(' ')).toMatch(/With the persona thinker would have been chosen; this task goes without/);
    expect(explainDecision(on).join(' ')).toMatch(
      /thinker works as p2\. The persona has no weight at this type of task.*Without the persona idle would/,
    );
  });

  it('[PE35] a strategy that asks for the persona is not on trial, nor is a task where the persona changes nothing contested', () => {
    for (const routing_strategy of PERSONA_STRATEGIES) expect(decide('off', 1, { routing_strategy })).toMatchObject({ winner: 'thinker' });
    expect(decide(null, 1).trial).toBeUndefined();
    const alone = routeBatch({
      tasks: [{ taskId: 't', spec: spec() }],
      agents: FLEET.slice(1),
      now: NOW,
      random: () => 0,
      personaTrials: new Map(),
    })[0];
    expect(alone).toMatchObject({ decision: { trial: { verdict: 'testing' } } });
    expect(alone).not.toHaveProperty('decision.trial.arm');
  });

  it.each([
    ['where it matters the weight stays', { idle: 0.5, thinker: 0.9 }, 'on'],
    ['where it does not matter the weight goes to zero', { idle: 0.7, thinker: 0.7 }, 'off'],
    ['where it harms the weight goes to zero', { idle: 0.9, thinker: 0.5 }, 'off'],
  ] as const)('[PE36] %s', (_, rates, expected) => {
    const verdicts = [1, 2, 3, 4, 5].map((seed) => {
      const random = seededRandom(seed);
      const arms = { with: EMPTY_ARM, without: EMPTY_ARM };
      for (let task = 0; task < 600; task += 1) {
        const { winner, trial } = decide(judgeTrial(arms.with, arms.without).verdict, seed * 10_000 + task);
        if (trial?.arm === undefined) throw new Error('every task is contested');
        arms[trial.arm] = addToArm(arms[trial.arm], { success: random() < rates[winner as keyof typeof rates], costUsd: null });
      }
      return judgeTrial(arms.with, arms.without).verdict;
    });
    expect(verdicts.filter((verdict) => verdict === expected).length).toBeGreaterThanOrEqual(4);
  });

  it('[PE37] the overall lift compares each type with itself', () => {
    expect(overallLift([{ on: arm(5, 5), without: arm(5, 0) }])).toBeNull();
    // Easy tasks mostly with, hard ones mostly without: pooled that looks like a lift of 0.64, and there is none.
    const confounded = overallLift([
      { on: arm(180, 162), without: arm(20, 18) },
      { on: arm(20, 2), without: arm(180, 18) },
    ]);
    expect(confounded?.mean).toBeCloseTo(0, 9);
    expect(confounded?.low).toBeLessThan(0);
    expect(confounded?.high).toBeGreaterThan(0);
  });
});
