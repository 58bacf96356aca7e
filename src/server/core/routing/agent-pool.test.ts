import { describe, expect, it } from 'vitest';
import { routeBatch } from '../../../../tests/routing/route-batch.ts';
import type { AgentProfile } from '../agent/agent.ts';
import { specOf } from '../task/spec.ts';
import { taskDefinitionSchema } from '../workflow/definition.ts';
import { AgentPool } from './agent-pool.ts';

const spec = specOf(taskDefinitionSchema.parse({ task_id: 'a', task_type: 'work' }), { priority: 'medium' });
const agent = (id: string): AgentProfile => ({
  id,
  name: id,
  kind: 'simulated',
  status: 'active',
  capabilities: [],
  persona: null,
  maxConcurrentTasks: 2,
  costPerTaskUsd: null,
  config: { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 1 },
  pool: null,
  lastSeenAt: 0,
});

const route = (pool: AgentPool, count: number) =>
  routeBatch({
    tasks: Array.from({ length: count }, (_, at) => ({ taskId: `t${at}`, spec, pool })),
    agents: ['a', 'b', 'c'].map((id) => ({ profile: agent(id), inFlight: 0, stats: new Map() })),
    now: 0,
    random: () => 0.5,
  });

describe('the agents of a run', () => {
  it('[R13] a batch takes no more agents than the run allows, and all their slots', () => {
    const placements = route(new AgentPool({ gateKey: 'run:r', limit: 2 }), 5);
    const taken = placements.flatMap((placement) => ('agentId' in placement ? [placement.agentId] : []));
    expect(taken).toHaveLength(4);
    expect(new Set(taken).size).toBe(2);
    expect(placements[4]).toMatchObject({ wait: { reason: 'max_agents', gateKey: 'run:r', detail: expect.stringContaining('2 agents') } });
  });

  it('[R13] agents at work already count, and stay allowed', () => {
    const placements = route(new AgentPool({ gateKey: 'run:r', limit: 1, agents: ['c'] }), 3);
    expect(placements.map((placement) => ('agentId' in placement ? placement.agentId : placement.wait.reason))).toEqual([
      'c',
      'c',
      'max_agents',
    ]);
  });
});
