import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePersona, makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import { CONTEXTUAL_FACTORS, OPTIMIZATION_GOALS, ROUTING_STRATEGIES } from '../workflow/definition.ts';
import type { AgentSnapshot } from './candidates.ts';
import { type ContextFactors, contextFactors } from './contextual-factors.ts';
import { pursueGoal } from './optimisation-goals.ts';
import { bendToContext, STRATEGY_WEIGHTS, weightsFor } from './strategies.ts';
import { COMPONENTS, percent, type Weights } from './weights.ts';

const sumOf = (weights: Weights) => COMPONENTS.reduce((sum, component) => sum + weights[component], 0);
const calm: ContextFactors = {
  ...{ time_of_day: 0, workload_pressure: 0, task_complexity: 0 },
  ...{ collaboration_requirements: 0, deadline_urgency: 0, resource_availability: 0 },
};
const factors = fc.record(
  Object.fromEntries(CONTEXTUAL_FACTORS.map((factor) => [factor, fc.double({ min: 0, max: 1, noNaN: true })])) as Record<
    keyof ContextFactors,
    fc.Arbitrary<number>
  >,
);

/** A fleet in which every strategy finds another favourite: each agent is best at one thing and middling at the others. */
const work = (attempts: number, successes: number, meanDurationMs: number) => ({
  work: { attempts, successes, meanDurationMs, meanCostUsd: null },
});
const thinker = makePersona('thinker', {
  definition: {
    style: { analytical: 1, creative: 0.2, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 },
    preferred_task_types: ['work'],
  },
});
const proven = makePersona('proven', {
  definition: {
    style: { analytical: 0.8, creative: 0.2, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 },
    preferred_task_types: ['work'],
  },
  own: { work: { attempts: 40, successes: 38 } },
});
const fitting = makePersona('fitting', {
  definition: {
    style: { analytical: 0.75, creative: 0.2, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 },
    preferred_task_types: ['work'],
    ...{ accuracy_preference: 0.7, risk_tolerance: 0.2 },
  },
});
const dull = makePersona('dull', {
  definition: {
    style: { analytical: 0.1, creative: 0.2, collaborative: 0.5, thorough: 0.5, pragmatic: 0.5 },
    accuracy_preference: 0,
    risk_tolerance: 1,
    preferred_task_types: ['other'],
  },
});
const other = { attempts: 60, successes: 40 };

const FLEET: AgentSnapshot[] = [
  makeSnapshot('skilled', { can: { code: 1 }, slots: 10, inFlight: 6, stats: { ...work(20, 11, 900), other }, persona: dull, cost: 2 }),
  makeSnapshot('proven', { can: { code: 0.5 }, slots: 10, inFlight: 7, stats: { ...work(40, 38, 800), other }, persona: dull, cost: 2 }),
  makeSnapshot('idle', { can: { code: 0.45 }, slots: 10, inFlight: 0, stats: { ...work(20, 9, 900), other }, persona: dull, cost: 2 }),
  makeSnapshot('thinker', {
    can: { code: 0.5 },
    slots: 10,
    inFlight: 7,
    stats: { ...work(30, 12, 1_000), other },
    persona: thinker,
    cost: 2,
  }),
  makeSnapshot('both', { can: { code: 0.5 }, slots: 10, inFlight: 7, stats: { ...work(40, 34, 1_000), other }, persona: proven, cost: 2 }),
  makeSnapshot('fitting', {
    can: { code: 0.6 },
    slots: 10,
    inFlight: 5,
    stats: { ...work(25, 13, 1_000), other },
    persona: fitting,
    cost: 2,
  }),
  makeSnapshot('specialist', { can: { code: 0.7 }, slots: 10, inFlight: 6, stats: work(30, 20, 1_100), persona: dull, cost: 3 }),
  makeSnapshot('newcomer', { can: { code: 0.4 }, slots: 10, inFlight: 4, persona: dull, cost: 1 }),
  makeSnapshot('rounded', { can: { code: 0.75 }, slots: 10, inFlight: 3, stats: { ...work(25, 17, 700), other }, persona: dull, cost: 2 }),
  makeSnapshot('cheap', {
    can: { code: 0.55 },
    slots: 10,
    inFlight: 4,
    stats: { ...work(20, 11, 1_500), other },
    persona: dull,
    cost: 0.1,
  }),
  makeSnapshot('quick', { can: { code: 0.55 }, slots: 10, inFlight: 4, stats: { ...work(20, 12, 100), other }, persona: dull, cost: 4 }),
];
const demand = { required_capabilities: ['code'], preferred_cognitive_style: 'analytical', max_acceptable_delay_minutes: 60 };

function rankBy(routing_strategy: string, over: object = {}, goal?: (typeof OPTIMIZATION_GOALS)[number]): string[] {
  const spec = makeSpec({ ...demand, routing_strategy, ...over }, goal && { optimization_goal: goal });
  const [placement] = routeBatch({ tasks: [{ taskId: 't', spec }], agents: FLEET, now: NOW, random: () => 0.5 });
  if (placement === undefined || !('decision' in placement)) throw new Error('somebody can take it');
  return placement.decision.candidates.map(([id]) => id);
}

describe('routing strategies', () => {
  it('[ST1] the weights of every strategy are not negative and sum to 1, whatever bends them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ROUTING_STRATEGIES),
        fc.constantFrom(...OPTIMIZATION_GOALS),
        factors,
        fc.constantFrom(1, 5, 8, 10),
        fc.nat({ max: 1_000 }),
        (strategy, optimizationGoal, now, priority, experience) => {
          const weights = weightsFor({ strategy, optimizationGoal, priority }, { factors: now, experience });
          expect(sumOf(weights)).toBeCloseTo(1, 12);
          for (const component of COMPONENTS) expect(weights[component]).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    // @ts-expect-error 90 per cent do not compile
    expect(sumOf(percent({ capability: 60, load: 30 }))).toBeCloseTo(0.9, 12);
  });

  it('[ST2] no two strategies rank the fleet alike', () => {
    const ranks = new Map(ROUTING_STRATEGIES.map((strategy) => [strategy, rankBy(strategy).join(' ')]));
    const alike = [...ranks].flatMap(([a, rank]) =>
      [...ranks].flatMap(([b, against]) => (a < b && rank === against ? [`${a} = ${b}`] : [])),
    );
    expect(alike).toEqual([]);
  });

  it.each([
    ['capability_first', 'skilled'],
    ['performance_first', 'proven'],
    ['load_balanced', 'idle'],
    ['persona_cognitive_match', 'thinker'],
    ['performance_weighted_persona', 'both'],
    ['specialization_focused', 'specialist'],
    ['learning_optimized', 'newcomer'],
    ['persona_optimized', 'fitting'],
  ])('[ST3] %s takes the one that is %s', (strategy, favourite) => {
    expect(rankBy(strategy)[0]).toBe(favourite);
  });

  it('[ST4] priority_aware trusts the record the more, the more urgent a task is', () => {
    const ranks = (['low', 'high', 'critical'] as const).map((priority) => rankBy('priority_aware', { priority }).indexOf('proven'));
    expect(ranks[0]).toBeGreaterThan(ranks[2] as number);
    expect(ranks[1]).toBeGreaterThanOrEqual(ranks[2] as number);
  });

  it('[ST5] adaptive explores while nobody is known and follows the record afterwards', () => {
    const at = (experience: number) => weightsFor({ strategy: 'adaptive', priority: 5 }, { factors: calm, experience });
    expect(at(0)).toEqual(STRATEGY_WEIGHTS.adaptive);
    expect(at(0).predicted).toBe(0);
    expect(at(100).predicted).toBeGreaterThan(at(10).predicted);
    expect(at(100).learning).toBeLessThan(at(10).learning);
  });

  it.each<[keyof ContextFactors, (typeof COMPONENTS)[number]]>([
    ['time_of_day', 'cost'],
    ['workload_pressure', 'load'],
    ['task_complexity', 'specialization'],
    ['collaboration_requirements', 'persona'],
    ['deadline_urgency', 'speed'],
    ['resource_availability', 'learning'],
  ])('[ST6] under contextual_adaptive %s moves weight to %s, and the more the larger it is', (factor, component) => {
    const at = (value: number) => bendToContext(STRATEGY_WEIGHTS.contextual_adaptive, { ...calm, [factor]: value })[component];
    expect(at(0.5)).toBeGreaterThan(at(0));
    expect(at(1)).toBeGreaterThan(at(0.5));
    const other = weightsFor({ strategy: 'hybrid_intelligence', priority: 5 }, { factors: { ...calm, [factor]: 1 }, experience: 9 });
    expect(other).toEqual(STRATEGY_WEIGHTS.hybrid_intelligence);
  });

  it('[ST7] factors are measured or taken from the demands, and what a task states of them goes first', () => {
    const around = { now: Date.UTC(2026, 0, 1, 12), fleet: { used: 3, slots: 4 }, capable: { used: 1, slots: 4 } };
    const measured = contextFactors(
      makeSpec({ max_acceptable_delay_minutes: 30, collaboration_intensity: 0.9, analytical_depth: 1 }),
      around,
    );
    expect(measured.time_of_day).toBeCloseTo(0, 6);
    expect(measured).toMatchObject({
      workload_pressure: 0.75,
      resource_availability: 0.75,
      deadline_urgency: 0.5,
      collaboration_requirements: 0.9,
    });
    expect(contextFactors(makeSpec(), { ...around, now: 0 }).time_of_day).toBe(1);
    const stated = makeSpec({ contextual_factors: { workload_pressure: 'low', time_of_day: 'night', task_complexity: 0.3 } });
    expect(contextFactors(stated, around)).toMatchObject({ workload_pressure: 0.2, time_of_day: 1, task_complexity: 0.3 });
  });

  it.each([
    ['minimize_time', 'speed', 'quick'],
    ['minimize_cost', 'cost', 'cheap'],
    ['maximize_quality', 'predicted', 'proven'],
    ['minimize_risk', 'safety', 'proven'],
    ['maximize_throughput', 'load', 'idle'],
  ] as const)('[ST8] the goal %s gives weight to %s, ranks anew, and does not set %s back', (goal, component, favourite) => {
    const before = STRATEGY_WEIGHTS.hybrid_intelligence;
    expect(pursueGoal(before, goal)[component]).toBeGreaterThan(before[component]);
    expect(pursueGoal(before, 'balance_all')).toBe(before);
    expect(rankBy('hybrid_intelligence', {}, goal).indexOf(favourite)).toBeLessThan(rankBy('hybrid_intelligence').indexOf(favourite) + 1);
    expect(rankBy('hybrid_intelligence', {}, goal)).not.toEqual(rankBy('hybrid_intelligence'));
  });

  it('[ST9] a prediction takes the place of the bare history, and where there is none the history counts', () => {
    const predict = (agentIds: readonly string[]) => {
      const only = (value: number) => Float64Array.from(agentIds, (id) => (id === 'newcomer' ? value : Number.NaN));
      return { success: only(0.99), low: only(0.9), deviation: only(0) };
    };
    const spec = makeSpec({ ...demand, routing_strategy: 'performance_first' });
    const [placement] = routeBatch({ tasks: [{ taskId: 't', spec }], agents: FLEET, now: NOW, random: () => 0.5, predict });
    if (placement === undefined || !('decision' in placement)) throw new Error('somebody can take it');
    const { candidates, columns } = placement.decision;
    const predictedOf = (id: string) => candidates.find(([agent]) => agent === id)?.[columns.indexOf('predicted')];
    expect([predictedOf('newcomer'), predictedOf('proven')]).toEqual([0.99, 0.929]);
  });
});
