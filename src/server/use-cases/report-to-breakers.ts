import { type BreakerOutcome, outcomeFor } from '../core/breaker/classify-outcome.ts';
import { agentBreaker, hostBreaker, taskTypeBreaker } from '../core/breaker/resource.ts';
import type { AttemptOutcome } from '../core/task/settle.ts';
import type { Deps } from '../deps.ts';

/** Generations of the breakers that a call was let through by, where they are not 0. */
export type BreakerGrants = Readonly<Record<string, number>>;

/** A call of an agent, as its breakers know it. */
export interface GuardedCall {
  agentId: string;
  taskType: string;
  /** Host and port that it goes to; null or absent: none that is known. */
  host?: string | null;
  grants?: BreakerGrants | null;
}

type CallResource = { resourceId: string; type: 'agent' | 'agent_task_type' | 'provider_host' };

/** The breakers that a call passes, by name. */
export function guardsOf({ agentId, taskType, host }: GuardedCall): CallResource[] {
  const guards: CallResource[] = [
    { resourceId: agentBreaker(agentId), type: 'agent' },
    { resourceId: taskTypeBreaker(agentId, taskType), type: 'agent_task_type' },
  ];
  if (host != null) guards.push({ resourceId: hostBreaker(host), type: 'provider_host' });
  return guards;
}

function outcomeOf(type: CallResource['type'], outcome: AttemptOutcome | null): BreakerOutcome {
  switch (outcome?.kind) {
    case 'completed':
    case 'submitted':
      return { kind: 'success' };
    case 'failed':
      return outcomeFor(type, outcome.error);
    case 'cancelled':
    case 'lost':
      return { kind: 'ignored' };
    case 'returned':
    case undefined:
      return { kind: 'released' };
  }
}

/**
 * Tells the breakers of a call how it ended, so that every permit comes back.
 * @param end.outcome null: the call was never made, or its result was refused for a stale fence
 * @param end.durationMs what the agent took; null when it never began
 */
export function reportToBreakers(
  { breakers }: Pick<Deps, 'breakers'>,
  call: GuardedCall,
  end: { outcome: AttemptOutcome | null; durationMs: number | null },
): void {
  if (!breakers.enabled) return;
  const at = Date.now();
  for (const { resourceId, type } of guardsOf(call)) {
    const outcome = outcomeOf(type, end.outcome);
    const generation = call.grants?.[resourceId];
    // What says nothing matters only to a breaker that may have given a permit for it.
    if (generation === undefined && (outcome.kind === 'ignored' || outcome.kind === 'released')) continue;
    const took = end.durationMs === null ? {} : { durationMs: end.durationMs };
    breakers.report({ resourceId, ...outcome, ...took, generation: generation ?? 0, at });
  }
}
