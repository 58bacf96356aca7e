import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import type { Priority } from '../priority.ts';
import { ALLOCATION_STRATEGIES, OPTIMIZATION_GOALS, ROUTING_STRATEGIES } from '../workflow/definition.ts';
import { type AllocationStrategy, allocateLimits } from './allocate-agents.ts';
import { DEFAULT_LIMITS } from './choose-agent.ts';
import { explainDecision } from './explain-decision.ts';
import type { Assignment } from './route-batch.ts';
import { seededRandom } from './seeded-random.ts';
import { weightsFor } from './strategies.ts';
import { COMPONENTS } from './weights.ts';

const record = (attempts: number, successes: number, meanDurationMs: number) => ({
  work: { attempts, successes, meanDurationMs, meanCostUsd: null },
});
/** Skilled and dear; quick and middling; cheap and slow; and one of whom little is known. */
const fleetWith = (slots: number) => [
  makeSnapshot('skilled', { can: { code: 1 }, slots, stats: record(60, 58, 900), cost: 5 }),
  makeSnapshot('quick', { can: { code: 0.7 }, slots, stats: record(60, 48, 200), cost: 3 }),
  makeSnapshot('cheap', { can: { code: 0.6 }, slots, stats: record(60, 45, 1_800), cost: 0.1 }),
  makeSnapshot('newcomer', { can: { code: 0.6 }, slots, cost: 3 }),
];
/** Success, and how much of it is doubt. */
const BELIEFS: Record<string, [number, number]> = { skilled: [0.95, 0.01], quick: [0.8, 0.02], cheap: [0.75, 0.02], newcomer: [0.7, 0.25] };

const FLEET = fleetWith(8);

function place(
  allocation: AllocationStrategy,
  { count, priority, agents = FLEET }: { count: number; priority?: Priority; agents?: typeof FLEET },
) {
  const spec = makeSpec({ required_capabilities: ['code'], priority }, { resource_allocation_strategy: allocation });
  const column = (agentIds: readonly string[], of: 0 | 1) => Float64Array.from(agentIds, (id) => BELIEFS[id]?.[of] ?? Number.NaN);
  const placements = routeBatch({
    tasks: Array.from({ length: count }, (_, at) => ({ taskId: `t${at}`, spec })),
    agents,
    now: NOW,
    random: seededRandom(7),
    predict: (ids) => ({ success: column(ids, 0), low: column(ids, 0), deviation: column(ids, 1) }),
  });
  return placements.map((each) => {
    if ('wait' in each) throw new Error('there is room for all');
    return each;
  });
}

const countsOf = (placements: readonly Assignment[]) =>
  FLEET.map(({ profile: { id } }) => placements.filter(({ agentId }) => agentId === id).length);
/** Of many choices, among agents with so many slots that no load has a say. */
const shareOf = (agent: string, allocation: AllocationStrategy) =>
  place(allocation, { count: 1_000, agents: fleetWith(10_000) }).filter(({ agentId }) => agentId === agent).length / 1_000;

describe('allocation of agents', () => {
  it('[FL1] greedy fills the best to its limit before anybody else gets a task', () => {
    expect(countsOf(place('greedy', { count: 8 }))).toEqual([8, 0, 0, 0]);
    expect(countsOf(place('optimized', { count: 8 }))[0]).toBeLessThan(8);
  });

  it('[FL2] balanced gives everybody who can the same number of tasks, whoever is best', () => {
    const counts = countsOf(place('balanced', { count: 16 }));
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('[FL3] priority_based keeps the best for important tasks, and gives unimportant ones to whoever has room and is cheap', () => {
    expect(countsOf(place('priority_based', { count: 6, priority: 'critical' }))).toEqual([6, 0, 0, 0]);
    expect(place('priority_based', { count: 1, priority: 'low' })[0]?.agentId).toBe('cheap');
    const plain = place('optimized', { count: 6, priority: 'medium' });
    expect(countsOf(place('priority_based', { count: 6, priority: 'medium' }))).toEqual(countsOf(plain));
  });

  it('[FL4] performance_weighted draws a lot: everybody stands for the successes he gives per time', () => {
    const [first] = place('performance_weighted', { count: 1 });
    const worth = { skilled: 0.95 / 900, quick: 0.8 / 200, cheap: 0.75 / 1_800, newcomer: 0.7 / ((900 + 200 + 1_800) / 3) };
    const all = Object.values(worth).reduce((sum, each) => sum + each, 0);
    const { floorShare } = DEFAULT_LIMITS;
    const chance = (id: keyof typeof worth) => floorShare / 4 + ((1 - floorShare) * worth[id]) / all;
    expect(first?.decision.propensity).toBeCloseTo(chance(first?.agentId as keyof typeof worth), 5);
    for (const id of ['skilled', 'quick', 'cheap', 'newcomer'] as const)
      expect(Math.abs(shareOf(id, 'performance_weighted') - chance(id))).toBeLessThan(0.05);
  });

  it('[FL5] adaptive_learning tries whoever may be the best as often as that is likely, unless nobody is to explore', () => {
    expect(shareOf('newcomer', 'adaptive_learning')).toBeGreaterThan(2 * shareOf('newcomer', 'optimized'));
    expect(shareOf('newcomer', 'greedy')).toBeLessThanOrEqual(DEFAULT_LIMITS.floorShare);
    const task = { allocation: 'adaptive_learning', priority: 5 } as const;
    expect(allocateLimits(DEFAULT_LIMITS, task)).toMatchObject({ curiosity: 1, floorShare: DEFAULT_LIMITS.floorShare });
    const still = { ...DEFAULT_LIMITS, curiosity: 0 };
    expect(allocateLimits(still, task)).toBe(still);
  });

  it('[FL6] no two allocations give the same work to the same agents', () => {
    const priorities = ['critical', 'low', 'medium'] as const;
    const outcomes = ALLOCATION_STRATEGIES.map((allocation) =>
      priorities.map((priority) => countsOf(place(allocation, { count: 12, priority })).join('/')).join(' '),
    );
    expect(new Set(outcomes).size).toBe(ALLOCATION_STRATEGIES.length);
  });

  it('[FL7] optimized leaves a spec as it was; every other is in the spec, and its record says so', () => {
    expect(makeSpec({}, { resource_allocation_strategy: 'optimized' })).toEqual(makeSpec());
    for (const allocation of ALLOCATION_STRATEGIES.filter((each) => each !== 'optimized')) {
      const [first] = place(allocation, { count: 1 });
      expect(first?.decision.allocation).toBe(allocation);
      expect(explainDecision((first as Assignment).decision).join(' ')).toContain(`The workflow allocates ${allocation}: `);
    }
  });

  it('[FL8] under every allocation the weights are not negative and sum to 1, whatever strategy, goal and priority', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ALLOCATION_STRATEGIES),
        fc.constantFrom(...ROUTING_STRATEGIES.filter((each) => each !== 'contextual_adaptive')),
        fc.constantFrom(...OPTIMIZATION_GOALS),
        fc.constantFrom(1, 5, 8, 10),
        (allocation, strategy, optimizationGoal, priority) => {
          const factors = {
            ...{ time_of_day: 0, workload_pressure: 0, task_complexity: 0 },
            ...{ collaboration_requirements: 0, deadline_urgency: 0, resource_availability: 0 },
          };
          const weights = weightsFor({ strategy, optimizationGoal, allocation, priority }, { factors, experience: 5 });
          expect(COMPONENTS.reduce((sum, component) => sum + weights[component], 0)).toBeCloseTo(1, 12);
          for (const component of COMPONENTS) expect(weights[component]).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
