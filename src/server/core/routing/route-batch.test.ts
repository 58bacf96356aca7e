import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import { specOf } from '../task/spec.ts';
import { taskDefinitionSchema } from '../workflow/definition.ts';
import type { AgentSnapshot } from './candidates.ts';
import { decisionRecordSchema } from './decision-record.ts';
import { explainDecision } from './explain-decision.ts';
import type { Placement } from './route-batch.ts';
import { seededRandom } from './seeded-random.ts';

const NOW = 1_700_000_000_000;
type Over = Partial<Omit<AgentSnapshot['profile'], 'capabilities'>> & {
  can?: Record<string, number>;
  inFlight?: number;
  done?: [number, number];
};

function agent(id: string, { can = {}, inFlight = 0, done, ...over }: Over = {}): AgentSnapshot {
  const capabilities = Object.entries(can).map(([name, proficiency]) => ({ name, proficiency, areas: [] }));
  const config = { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 1 };
  return {
    profile: {
      ...{ id, name: `Agent ${id}`, kind: 'simulated', status: 'active', capabilities, persona: null, maxConcurrentTasks: 1 },
      ...{ costPerTaskUsd: null, config, pool: null, lastSeenAt: NOW },
      ...over,
    },
    inFlight,
    stats: new Map(done === undefined ? [] : [['work', { attempts: done[0], successes: done[1] }]]),
  };
}

const spec = (over: object = {}) =>
  specOf(taskDefinitionSchema.parse({ task_id: 'a', task_type: 'work', ...over }), { priority: 'medium' });
const route = (agents: AgentSnapshot[], specs = [spec()], seed = 1) =>
  routeBatch({ tasks: specs.map((each, at) => ({ taskId: `t${at}`, spec: each })), agents, now: NOW, random: seededRandom(seed) });
const placed = (placements: Placement[]) =>
  placements.map((placement) => ('agentId' in placement ? placement.agentId : placement.wait.reason));

describe('route batch', () => {
  it.each<[string, AgentSnapshot, string]>([
    ['not active', agent('x', { status: 'maintenance', can: { code: 1 } }), 'status'],
    ['a pull agent gone silent', agent('x', { kind: 'worker', lastSeenAt: NOW - 60_001, can: { code: 1 } }), 'silent'],
    ['excluded by name', agent('x', { name: 'Banned', can: { code: 1 } }), 'excluded'],
    ['excluded by id', agent('BANNED', { can: { code: 1 } }), 'excluded'],
    ['without the capability', agent('x', { can: { codes: 1 } }), 'capability'],
    ['full', agent('x', { can: { code: 1 }, inFlight: 1 }), 'capacity'],
  ])('[R1] leaves out who is %s', (_, unfit, reason) => {
    const wanted = spec({ required_capabilities: ['Code'], excluded_agents: ['banned'] });
    const [placement] = route([unfit, agent('ok', { can: { CODE: 0.1 } })], [wanted]);
    expect(placement).toMatchObject({
      agentId: 'ok',
      decision: { total: 1, filtered: { [reason]: { count: 1, agents: [unfit.profile.id] } } },
    });
    expect(route([unfit], [wanted])).toMatchObject([{ wait: { reason: reason === 'capacity' ? 'capacity' : 'no_capable_agent' } }]);
  });

  it('[R2] a pull agent heard of within a minute takes tasks, any other kind always does', () => {
    expect(placed(route([agent('x', { kind: 'worker', lastSeenAt: NOW - 60_000 })]))).toEqual(['x']);
    expect(placed(route([agent('x', { lastSeenAt: 0 })]))).toEqual(['x']);
  });

  it('[R3] never places beyond a limit, within a batch too, and wastes no slot', () => {
    const fleet = fc.array(fc.record({ maxConcurrentTasks: fc.integer({ min: 1, max: 5 }), inFlight: fc.integer({ min: 0, max: 6 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(fleet, fc.integer({ min: 1, max: 40 }), fc.integer(), (limits, tasks, seed) => {
        const agents = limits.map((limit, at) => agent(`a${at}`, limit));
        const ids = placed(
          route(
            agents,
            Array.from({ length: tasks }, () => spec()),
            seed,
          ),
        );
        const free = agents.map(({ profile, inFlight }) => Math.max(0, profile.maxConcurrentTasks - inFlight));
        for (const [at, { profile }] of agents.entries())
          expect(ids.filter((id) => id === profile.id).length).toBeLessThanOrEqual(free[at] as number);
        expect(ids.filter((id) => id.startsWith('a')).length).toBe(
          Math.min(
            tasks,
            free.reduce((sum, slots) => sum + slots, 0),
          ),
        );
      }),
    );
  });

  it('[R4] says why a task waits, and the same demand waits at the same gate', () => {
    const [nobody, again, full] = route(
      [agent('x', { can: { code: 1 }, inFlight: 1 })],
      [spec({ required_capabilities: ['paint'] }), spec({ required_capabilities: ['PAINT'] }), spec({ required_capabilities: ['code'] })],
    );
    expect(nobody).toMatchObject({ wait: { reason: 'no_capable_agent', detail: 'no active agent has "paint"' } });
    expect(full).toMatchObject({ wait: { reason: 'capacity', detail: '1 agent can take it and its slot is taken' } });
    const gates = [nobody, again, full].map((placement) => (placement !== undefined && 'wait' in placement ? placement.wait.gateKey : ''));
    expect(gates[0]).toBe(gates[1]);
    expect(gates[0]).not.toBe(gates[2]);
    expect(gates[0]).toMatch(/^demand:[0-9a-f]{16}$/);
    expect(route([])).toMatchObject([{ wait: { detail: 'there are no agents' } }]);
    expect(route([agent('x', { status: 'sleeping' })])).toMatchObject([{ wait: { detail: 'nobody is left of 1: 1 not active' } }]);
  });

  it.each<[string, Over, Over, object]>([
    ['the more proficient', { can: { code: 0.9 } }, { can: { code: 0.5 } }, { required_capabilities: ['code'] }],
    ['the less loaded', { maxConcurrentTasks: 4, inFlight: 1 }, { maxConcurrentTasks: 4, inFlight: 2 }, {}],
    ['the more successful', { done: [20, 19] }, { done: [20, 5] }, {}],
    ['the preferred by id', {}, {}, { preferred_agents: ['GOOD'] }],
    ['the preferred by name', { name: 'Ada' }, {}, { preferred_agents: [' ada'] }],
  ])('[R5] takes %s of two', (_, good, poor, demand) => {
    for (let seed = 0; seed < 5; seed += 1)
      expect(placed(route([agent('poor', poor), agent('good', good)], [spec(demand)], seed))).toEqual(['good']);
  });

  it('[R6] ties are broken by the seed of the record: the same seed decides the same, and all get their turn', () => {
    const agents = Array.from({ length: 4 }, (_, at) => agent(`a${at}`));
    const winners = new Set(Array.from({ length: 60 }, (_, seed) => placed(route(agents, [spec()], seed))[0]));
    expect(winners.size).toBe(4);
    const [first] = route(agents, [spec()], 7);
    const seed = first !== undefined && 'decision' in first ? first.decision.seed : -1;
    const replayed = routeBatch({ tasks: [{ taskId: 't0', spec: spec() }], agents, now: NOW, random: () => seed / 4_294_967_296 });
    expect(replayed).toEqual([first]);
  });

  it('[R7] a small fleet is recorded whole, of a large one the best ten and the counts', () => {
    const small = route(Array.from({ length: 25 }, (_, at) => agent(`a${at}`, at < 12 ? {} : { status: 'error' })))[0];
    expect(small).toMatchObject({ decision: { fleet: 25, total: 12, filtered: { status: { count: 13 } } } });
    const large = route(
      Array.from({ length: 100 }, (_, at) =>
        agent(
          `0198d7e6-7c4b-7000-8000-00000000${1_000 + at}`,
          at < 60 ? { maxConcurrentTasks: 100, inFlight: at } : { can: {}, status: 'error' },
        ),
      ),
    )[0];
    if (small === undefined || !('decision' in small) || large === undefined || !('decision' in large))
      throw new Error('both can be placed');
    expect(small.decision.candidates).toHaveLength(12);
    expect(small.decision.filtered.status?.agents).toHaveLength(13);
    expect(large.decision.candidates.map(([id]) => Number(id.slice(-4)) - 1_000)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(large.decision.filtered.status).toMatchObject({ count: 40, agents: { length: 5 } });
    expect(JSON.stringify(large.decision).length).toBeLessThan(1_300);
    expect(decisionRecordSchema.parse(JSON.parse(JSON.stringify(large.decision)))).toEqual(large.decision);
  });

  it('[R8] an explanation names the winner, its components, who was left out and what broke a tie', () => {
    const [placement] = route(
      [agent('x', { can: { code: 0.8 }, done: [10, 9] }), agent('y', { can: {} })],
      [spec({ required_capabilities: ['code'] })],
    );
    const [tied] = route([agent('x'), agent('y')]);
    if (placement === undefined || !('decision' in placement) || tied === undefined || !('decision' in tied))
      throw new Error('both can be placed');
    expect(explainDecision(placement.decision, (id) => id.toUpperCase())).toEqual([
      '1 of 2 agents could take this task.',
      'Left out, without a required capability: Y.',
      'X was chosen with a score of 85.5 %: capability 80 % (weight 0.3), predicted 83.3 % (weight 0.2), load 100 % (weight 0.2), specialization 83.3 % (weight 0.02), learning 46.4 % (weight 0.02).',
    ]);
    expect(explainDecision(tied.decision).join(' ')).toMatch(/broken by chance.*history counted nothing yet: 0 attempts/);
  });
});
