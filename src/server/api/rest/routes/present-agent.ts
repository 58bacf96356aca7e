import { z } from 'zod';
import { AGENT_KINDS, AGENT_STATUSES } from '../../../core/agent/agent.ts';
import type { AgentView } from '../../../core/agent/agent-view.ts';
import { breakerOverrideSchema } from '../../../core/breaker/policy-override.ts';
import { BREAKER_STATUSES } from '../../../core/breaker/state.ts';
import { LIVENESS } from '../../../core/heartbeat/judge-progress.ts';

const time = z.iso.datetime();

export const agentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(AGENT_KINDS),
    simulated: z.boolean().describe('Simulated agents do no real work'),
    status: z.enum(AGENT_STATUSES).describe('busy: active with every slot taken'),
    status_reason: z.string().nullable(),
    in_flight: z.number(),
    max_concurrent_tasks: z.number(),
    capabilities: z.array(z.unknown()),
    persona: z.unknown(),
    cost_per_task_usd: z.number().nullable(),
    pool: z.string().nullable(),
    metadata: z.unknown(),
    last_seen_at: time.nullable().describe('Its newest sign of life: a word of its own, an attempt or a test call it answered'),
    heartbeat: z.object({ at: time, values: z.unknown() }).nullable(),
    stats: z.object({
      attempts: z.number().describe('Sample count of the values beside it'),
      success_rate: z.number().nullable(),
      mean_duration_ms: z.number().nullable(),
      cost_usd: z.number().nullable(),
    }),
    degraded: z.array(
      z.object({
        signal: z.enum(['latency', 'errors']),
        baseline: z.number().describe('latency: ln of the duration relative to the usual one; errors: share of failures'),
        current: z.number(),
        samples: z.number().describe('Minutes with attempts that were looked at'),
        since: time,
      }),
    ),
    liveness: z
      .object({
        state: z.enum(LIVENESS).describe('silent: gets nothing new; stalled: it beats, and what it holds gets no further'),
        suspicion: z.number().describe('-log10 of the probability that it lives and is silent for so long; 8 and more is suspect'),
        silent_at: time.describe('From when on it counts as silent, unless it is heard of'),
      })
      .nullable()
      .describe('Whether a pull agent is there and gets on; null for agents that are called'),
    breaker: z
      .object({ state: z.enum(BREAKER_STATUSES), next_probe_at: time.nullable() })
      .nullable()
      .describe('Its circuit breaker now; null before its first call'),
    breaker_override: breakerOverrideSchema.nullable().describe('What its breakers do otherwise than the preset'),
    config: z.unknown().describe('Values that look like secrets read "(set)"'),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    updated_at: time,
    retired_at: time.nullable(),
  })
  .meta({ id: 'Agent' });

export function presentAgent(agent: AgentView): z.input<typeof agentSchema> {
  return {
    id: agent.id,
    name: agent.name,
    kind: agent.kind,
    simulated: agent.simulated,
    status: agent.status,
    status_reason: agent.statusReason,
    in_flight: agent.inFlight,
    max_concurrent_tasks: agent.maxConcurrentTasks,
    capabilities: agent.capabilities,
    persona: agent.persona,
    cost_per_task_usd: agent.costPerTaskUsd,
    pool: agent.pool,
    metadata: agent.metadata,
    last_seen_at: agent.lastSeenAt?.toISOString() ?? null,
    heartbeat: agent.heartbeat && { at: agent.heartbeat.at.toISOString(), values: agent.heartbeat.values },
    stats: {
      attempts: agent.stats.attempts,
      success_rate: agent.stats.successRate,
      mean_duration_ms: agent.stats.meanDurationMs,
      cost_usd: agent.stats.costUsd,
    },
    degraded: agent.degraded.map(({ since, ...evidence }) => ({ ...evidence, since: since.toISOString() })),
    liveness: agent.liveness && {
      state: agent.liveness.state,
      suspicion: agent.liveness.suspicion,
      silent_at: agent.liveness.silentAt.toISOString(),
    },
    breaker: agent.breaker && { state: agent.breaker.state, next_probe_at: agent.breaker.nextProbeAt?.toISOString() ?? null },
    breaker_override: agent.breakerOverride,
    config: agent.config,
    created_by: agent.createdBy,
    created_by_name: agent.createdByName,
    created_at: agent.createdAt.toISOString(),
    updated_at: agent.updatedAt.toISOString(),
    retired_at: agent.retiredAt?.toISOString() ?? null,
  };
}
