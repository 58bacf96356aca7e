import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionRecordSchema } from '../routing/decision-record.ts';
import { type BalanceAgent, type MovableAttempt, planRebalance, REBALANCE_RULES } from './plan-rebalance.ts';
import { explainMove, moveRecord } from './rebalance-record.ts';

const agent = (id: string, { queued = 0, active = 0, slots = 4, receives = true } = {}): BalanceAgent => ({
  id,
  input: { active, queued, slots, cpu: null, memoryMb: null, contextUsage: null, errorRate: null, responseMs: null },
  held: active + queued,
  receives,
  successRate: null,
  meanDurationMs: null,
});
const attempts = (agentId: string, count: number, fits: string[], run = { maxAgents: 20, agents: new Set([agentId]) }): MovableAttempt[] =>
  Array.from({ length: count }, (_, at) => ({
    attemptId: `${agentId}-${at}`,
    taskId: `task ${agentId}-${at}`,
    agentId,
    run,
    priority: 'medium',
    fits: new Map(fits.map((id) => [id, 0.5])),
  }));
const moved = (plan: ReturnType<typeof planRebalance>) => plan.moves.map(({ fromAgentId, toAgentId }) => `${fromAgentId}>${toAgentId}`);

const anyFleet = fc.array(
  fc.record({ queued: fc.nat(6), active: fc.nat(3), slots: fc.integer({ min: 1, max: 9 }), receives: fc.boolean() }),
  { minLength: 1, maxLength: 8 },
);

describe('rebalancing', () => {
  test('[LB6] takes from the overloaded and gives to the underloaded', () => {
    const plan = planRebalance([agent('a', { queued: 4 }), agent('b')], attempts('a', 4, ['a', 'b']));
    expect(moved(plan)).toEqual(['a>b']);
    expect(plan.moves[0]).toMatchObject({ fromLoad: 0.5, toLoad: 0.125, expectedGain: 0.375 });
    expect(plan.varianceBefore).toBeCloseTo(0.0625);
    expect(plan.varianceAfter).toBeCloseTo(0.015625);
  });

  test.each([
    ['is not able to', [agent('b')], ['a']],
    ['cannot be handed anything', [agent('b', { receives: false })], ['a', 'b']],
    ['is full', [agent('b', { active: 1, slots: 1 })], ['a', 'b']],
    ['would gain too little', [agent('b', { active: 1 })], ['a', 'b']],
  ])('[LB6] gives nothing to an agent that %s', (_, others, fits) => {
    expect(moved(planRebalance([agent('a', { queued: 4 }), ...others], attempts('a', 4, fits)))).toEqual([]);
  });

  test('[LB6] gives a run no more agents than it may have', () => {
    const fleet = [agent('a', { queued: 8, slots: 8 }), agent('b', { slots: 8 }), agent('c', { slots: 8 })];
    const run = (maxAgents: number) => ({ maxAgents, agents: new Set(['a']) });
    expect(new Set(moved(planRebalance(fleet, attempts('a', 3, ['b', 'c'], run(2)))))).toHaveProperty('size', 1);
    expect(moved(planRebalance(fleet, attempts('a', 3, ['b', 'c'], run(1))))).toEqual([]);
  });

  test('[LB6] takes at most three from one agent', () => {
    const idle = ['b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const plan = planRebalance([agent('a', { queued: 9, slots: 9 }), ...idle.map((id) => agent(id, { slots: 9 }))], attempts('a', 9, idle));
    expect(plan.moves).toHaveLength(3);
  });

  test('[LB6] no move overfills, goes to one who does not fit, or widens the spread', () => {
    fc.assert(
      fc.property(anyFleet, fc.nat(1e6), fc.boolean(), (sizes, turn, all) => {
        const fleet = sizes.map((size, at) => agent(`n${at}`, size));
        const fits = fleet.filter((_, at) => at % 2 === turn % 2).map(({ id }) => id);
        const movable = fleet.flatMap(({ id, input }) => attempts(id, input.queued ?? 0, fits));
        const onlyFrom = all ? 'n0' : null;
        const plan = planRebalance(fleet, movable, { ...REBALANCE_RULES, turn, onlyFrom, perAgent: all ? 99 : 3 });
        for (const { id, held, receives, input } of fleet) {
          const got = plan.moves.filter((move) => move.toAgentId === id).length;
          if (got === 0) continue;
          expect(receives).toBe(true);
          expect(fits).toContain(id);
          const gave = plan.moves.filter((move) => move.fromAgentId === id).length;
          expect(held + got - gave).toBeLessThanOrEqual(input.slots);
        }
        expect(new Set(plan.moves.map((move) => move.attemptId)).size).toBe(plan.moves.length);
        if (onlyFrom === null) expect(plan.varianceAfter ?? 0).toBeLessThanOrEqual((plan.varianceBefore ?? 0) + 1e-9);
        else for (const move of plan.moves) expect(move.fromAgentId).toBe('n0');
      }),
    );
  });

  test('[LB6] an agent that is emptied gives everything away, however little it holds', () => {
    const rules = { ...REBALANCE_RULES, onlyFrom: 'a', perAgent: 500 };
    expect(moved(planRebalance([agent('a', { queued: 2 }), agent('b')], attempts('a', 2, ['b']), rules))).toEqual(['a>b', 'a>b']);
  });

  test('[LB7] a move is recorded as any assignment is, and said in words', () => {
    const [move] = planRebalance([agent('a', { queued: 4 }), agent('b')], attempts('a', 1, ['b'])).moves;
    if (!move) throw new Error('nothing moved');
    const record = moveRecord(move, { seed: 7, fleet: 2 });
    expect(decisionRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toMatchObject({
      winner: 'b',
      strategy: 'load_balanced',
      seed: 7,
    });
    expect(record.candidates).toEqual([['b', 1]]);
    expect(explainMove(move)).toBe('from 50 % load to 13 % load with the task; the only one that could take it');
  });
});
