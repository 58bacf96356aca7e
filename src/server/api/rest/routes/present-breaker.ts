import { z } from 'zod';
import type { BlastRadius, BreakerDetail, BreakerSummary, TransitionView } from '../../../core/breaker/breaker-summary.ts';
import { TRANSITION_CAUSES } from '../../../core/breaker/change.ts';
import { breakerPolicySchema } from '../../../core/breaker/policy.ts';
import { BREAKER_RESOURCE_TYPES } from '../../../core/breaker/presets.ts';
import { BREAKER_STATUSES } from '../../../core/breaker/state.ts';

const time = z.iso.datetime();
const rate = z.number().nullable().describe('0..1; null below the minimum of calls');

const summary = {
  resource_id: z.string(),
  resource_type: z.enum(BREAKER_RESOURCE_TYPES),
  name: z.string().describe('What people call the resource'),
  agent_id: z.string().nullable(),
  task_type: z.string().nullable(),
  state: z.enum(BREAKER_STATUSES).describe('As it is now: an open breaker whose wait is over reads half_open'),
  permitted: z.boolean().describe('A call would be let through now'),
  failure_count: z.number().describe('In the window, or of the probes'),
  success_count: z.number(),
  total_requests: z.number(),
  slow_count: z.number(),
  failure_rate: rate,
  slow_rate: rate,
  refused: z.number().describe('Calls refused since it took its state'),
  openings: z.number().describe('Since it was last closed'),
  since: time,
  opened_at: time.nullable(),
  next_probe_at: time.nullable(),
  last_failure: time.nullable(),
  probes: z.object({ granted: z.number(), permits: z.number() }).nullable(),
  revision: z.number(),
};

export const breakerSchema = z.object(summary).meta({ id: 'CircuitBreaker' });

const transitionSchema = z.object({
  from: z.enum(BREAKER_STATUSES),
  to: z.enum(BREAKER_STATUSES),
  at: time,
  cause: z.enum(TRANSITION_CAUSES),
  reason: z.string(),
  actor: z.string(),
  actor_name: z.string(),
  window: z.object({ calls: z.number(), failures: z.number(), slow: z.number(), failure_rate: rate, slow_rate: rate }),
});

const blastRadiusSchema = z.object({
  in_flight: z.number().describe('Attempts under way; they go on'),
  queued_tasks: z.number().describe('Queued tasks that the resource could take'),
  would_wait: z.number().describe('Of them those that nobody else could take'),
  waiting: z.number().describe('Tasks that wait for this breaker already'),
  runs: z.array(z.object({ run_id: z.string(), workflow_id: z.string(), name: z.string(), tasks: z.number() })),
  workflows: z.array(z.object({ workflow_id: z.string(), runs: z.number(), tasks: z.number() })),
});

export const breakerDetailSchema = z
  .object({
    ...summary,
    policy: breakerPolicySchema.describe('The rules it works by'),
    last_failed: z
      .object({ run_id: z.string(), task_id: z.string(), task_name: z.string(), message: z.string().nullable(), at: time })
      .nullable()
      .describe('The failure of an agent that was counted last; null where it is not stored any more'),
    transitions: z.array(transitionSchema).describe('Newest first'),
    blast_radius: blastRadiusSchema.describe('What holding the resource back means now'),
  })
  .meta({ id: 'CircuitBreakerDetail' });

const iso = (date: Date | null) => date?.toISOString() ?? null;

export const presentBreaker = (breaker: BreakerSummary): z.input<typeof breakerSchema> => ({
  resource_id: breaker.resourceId,
  resource_type: breaker.resourceType,
  name: breaker.name,
  agent_id: breaker.agentId,
  task_type: breaker.taskType,
  state: breaker.state,
  permitted: breaker.permitted,
  failure_count: breaker.failureCount,
  success_count: breaker.successCount,
  total_requests: breaker.totalRequests,
  slow_count: breaker.slowCount,
  failure_rate: breaker.failureRate,
  slow_rate: breaker.slowRate,
  refused: breaker.refused,
  openings: breaker.openings,
  since: breaker.since.toISOString(),
  opened_at: iso(breaker.openedAt),
  next_probe_at: iso(breaker.nextProbeAt),
  last_failure: iso(breaker.lastFailureAt),
  probes: breaker.probes,
  revision: breaker.revision,
});

const presentTransition = ({ from, to, at, cause, reason, actor, actorName, window }: TransitionView): z.input<typeof transitionSchema> => {
  const { calls, failures, slow, failureRate, slowRate } = window;
  const measured = { calls, failures, slow, failure_rate: failureRate, slow_rate: slowRate };
  return { from, to, at: at.toISOString(), cause, reason, actor, actor_name: actorName, window: measured };
};

const presentBlastRadius = ({
  inFlight,
  queuedTasks,
  wouldWait,
  waiting,
  runs,
  workflows,
}: BlastRadius): z.input<typeof blastRadiusSchema> => ({
  in_flight: inFlight,
  queued_tasks: queuedTasks,
  would_wait: wouldWait,
  waiting,
  runs: runs.map(({ runId, workflowId, name, tasks }) => ({ run_id: runId, workflow_id: workflowId, name, tasks })),
  workflows: workflows.map(({ workflowId, runs: count, tasks }) => ({ workflow_id: workflowId, runs: count, tasks })),
});

export const presentBreakerDetail = (breaker: BreakerDetail): z.input<typeof breakerDetailSchema> => ({
  ...presentBreaker(breaker),
  policy: breaker.policy,
  last_failed: breaker.lastFailed && {
    run_id: breaker.lastFailed.runId,
    task_id: breaker.lastFailed.taskKey,
    task_name: breaker.lastFailed.taskName,
    message: breaker.lastFailed.message,
    at: breaker.lastFailed.at.toISOString(),
  },
  transitions: breaker.transitions.map(presentTransition),
  blast_radius: presentBlastRadius(breaker.blastRadius),
});
