import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSnapshot, makeSpec, NOW } from '../../../../tests/routing/make-snapshot.ts';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import { AgentPool } from './agent-pool.ts';
import type { AgentSnapshot } from './candidates.ts';
import { decisionRecordSchema } from './decision-record.ts';
import { kindKey } from './keep-prepared.ts';
import type { PredictSuccess } from './knowledge.ts';
import { FleetRouter } from './route-batch.ts';
import { seededRandom } from './seeded-random.ts';

const predict: PredictSuccess = (agentIds) => ({
  success: Float64Array.from(agentIds, (_, at) => 0.3 + 0.05 * at),
  low: Float64Array.from(agentIds, () => 0.2),
  deviation: Float64Array.from(agentIds, () => 0.2),
});
const SPECS = [
  makeSpec({ routing_strategy: 'hybrid_intelligence' }),
  makeSpec({ routing_strategy: 'contextual_adaptive' }),
  makeSpec({ routing_strategy: 'load_balanced', required_capabilities: ['code'] }),
];

describe('fleet router', () => {
  it('[CH14] batch after batch, a kept router decides as a new one does', () => {
    const loads = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(loads, { minLength: 1, maxLength: 4 }), fc.nat(), (batches, seed) => {
        const agents = Array.from({ length: 12 }, (_, at) => makeSnapshot(`a${at}`, { can: at % 2 === 0 ? { code: 0.5 + at / 40 } : {} }));
        const kept = new FleetRouter(agents, { predict });
        for (const [at, inFlight] of batches.entries()) {
          const now = NOW + 3_600_000 * at;
          const tasks = () => {
            const pool = new AgentPool({ gateKey: 'run:r', limit: 2, agents: ['a1'] });
            return Array.from({ length: 20 }, (_, task) => ({
              taskId: `t${task}`,
              spec: SPECS[task % SPECS.length]!,
              ...(task % 4 === 0 ? { pool } : {}),
            }));
          };
          const batch = { now, random: seededRandom(seed) };
          const made: AgentSnapshot[] = agents.map((agent, place) => ({ ...agent, inFlight: inFlight[place]! }));
          const placements = kept.route({ ...batch, tasks: tasks(), inFlight });
          for (const placement of placements) if ('decision' in placement) decisionRecordSchema.parse(placement.decision);
          expect(placements).toEqual(routeBatch({ ...batch, random: seededRandom(seed), tasks: tasks(), agents: made, predict }));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('[CH14] an agent that falls silent between two batches gets nothing of the second', () => {
    const pull = makeSnapshot('puller');
    const router = new FleetRouter([{ ...pull, profile: { ...pull.profile, kind: 'worker' } as AgentSnapshot['profile'] }], {});
    const route = (now: number) => router.route({ tasks: [{ taskId: 't', spec: SPECS[0]! }], inFlight: [0], now, random: () => 0 })[0];
    expect(route(NOW + 60_000)).toMatchObject({ agentId: 'puller' });
    expect(route(NOW + 60_001)).toMatchObject({ wait: { reason: 'no_capable_agent' } });
    expect(route(NOW + 60_000)).toMatchObject({ agentId: 'puller' });
  });

  it('[CH15] a description makes no other kind of task, a priority does', () => {
    expect(kindKey(makeSpec({ description: 'first' }))).toBe(kindKey(makeSpec({ description: 'second', timeout_seconds: 5 })));
    expect(kindKey(makeSpec({ priority: 'low' }))).not.toBe(kindKey(makeSpec({ priority: 'high' })));
    expect(kindKey(makeSpec({ contract: { condition: 'output.ok' } }))).not.toBe(kindKey(makeSpec()));
  });
});
