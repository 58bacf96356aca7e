import { type BreakerView, viewBreaker } from './breaker-view.ts';
import type { TransitionCause } from './change.ts';
import type { WindowMetrics } from './judge-window.ts';
import type { BreakerPolicy } from './policy.ts';
import type { BreakerResourceType } from './presets.ts';
import { parseBreakerResource } from './resource.ts';
import type { BreakerState, BreakerStatus } from './state.ts';

/** A breaker in a list, with times as dates. */
export interface BreakerSummary extends Omit<BreakerView, 'since' | 'openedAt' | 'nextProbeAt' | 'lastFailureAt'> {
  resourceId: string;
  resourceType: BreakerResourceType;
  /** What people call the resource: the agent's name, the host, the workflow. */
  name: string;
  /** Null where it guards no agent. */
  agentId: string | null;
  /** Null where it guards all types of task. */
  taskType: string | null;
  since: Date;
  createdAt: Date;
  openedAt: Date | null;
  nextProbeAt: Date | null;
  lastFailureAt: Date | null;
  /** Grows with every change. */
  revision: number;
}

/** One change of status. */
export interface TransitionView {
  id: string;
  resourceId: string;
  from: BreakerStatus;
  to: BreakerStatus;
  at: Date;
  cause: TransitionCause;
  reason: string;
  actor: string;
  actorName: string;
  window: WindowMetrics;
}

/** What holding a resource back means right now. */
export interface BlastRadius {
  /** Attempts under way: they go on. */
  inFlight: number;
  /** Queued tasks that the resource could take. */
  queuedTasks: number;
  /** Of them those that nobody else could take: they would wait. */
  wouldWait: number;
  /** Tasks that wait for this breaker already. */
  waiting: number;
  /** The runs of those that would wait, most tasks first, at most twenty. */
  runs: { runId: string; workflowId: string; name: string; tasks: number }[];
  workflows: { workflowId: string; runs: number; tasks: number }[];
}

/** A task that failed at an agent, and what was said of it. */
export interface FailedCall {
  runId: string;
  /** The definition's task_id. */
  taskKey: string;
  taskName: string;
  message: string | null;
  at: Date;
}

export interface BreakerDetail extends BreakerSummary {
  policy: BreakerPolicy;
  /** The failure that it counted last; null where it guards no agent, or that is not stored any more. */
  lastFailed: FailedCall | null;
  /** Newest first. */
  transitions: TransitionView[];
  blastRadius: BlastRadius;
}

const date = (ms: number | null) => (ms === null ? null : new Date(ms));

/** @param of.names of agents by id */
export function summariseBreaker(
  { resourceId, state, revision }: { resourceId: string; state: BreakerState; revision: number },
  of: { policy: BreakerPolicy; names: ReadonlyMap<string, string>; now: number },
): BreakerSummary {
  const view = viewBreaker(of.policy, state, of.now);
  const resource = parseBreakerResource(resourceId);
  const agentId = resource !== null && 'agentId' in resource ? resource.agentId : null;
  const rest = resourceId.slice(resourceId.indexOf(':') + 1);
  return {
    ...view,
    resourceId,
    resourceType: resource?.type ?? 'agent',
    name: (agentId === null ? undefined : of.names.get(agentId)) ?? rest,
    agentId,
    taskType: resource?.type === 'agent_task_type' ? resource.taskType : null,
    since: new Date(view.since),
    createdAt: new Date(state.createdAt),
    openedAt: date(view.openedAt),
    nextProbeAt: date(view.nextProbeAt),
    lastFailureAt: date(view.lastFailureAt),
    revision,
  };
}
