import { hostOfAgent } from '../breakers/host-of-agent.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { Deps } from '../deps.ts';
import { type BreakerGrants, guardsOf } from './report-to-breakers.ts';

/** A placement that is about to be written. */
export interface GuardedPlacement {
  attemptId: string;
  agent: AgentProfile;
  spec: Pick<TaskSpec, 'taskType'>;
  /** Breakers that have to grant it. */
  permits: readonly string[];
}

const callOf = ({ agent, spec }: GuardedPlacement) => ({ agentId: agent.id, taskType: spec.taskType, host: hostOfAgent(agent) });

/** What a call is granted under; null when all of its breakers are as they were made. */
function grantsOf({ breakers }: Pick<Deps, 'breakers'>, placement: GuardedPlacement, permits: BreakerGrants): BreakerGrants | null {
  const grants: Record<string, number> = {};
  for (const { resourceId } of guardsOf(callOf(placement))) {
    const generation = permits[resourceId] ?? breakers.generationOf(resourceId);
    if (generation !== 0) grants[resourceId] = generation;
  }
  return Object.keys(grants).length === 0 ? null : grants;
}

/** Gives back what was granted for calls that are not made. */
export function releasePermits({ breakers }: Pick<Deps, 'breakers'>, permits: BreakerGrants): void {
  const at = Date.now();
  for (const [resourceId, generation] of Object.entries(permits)) breakers.report({ resourceId, kind: 'released', generation, at });
}

const NO_PERMITS: BreakerGrants = {};

/** All permits of one call, or none: null. */
async function takePermits({ breakers }: Pick<Deps, 'breakers'>, wanted: readonly string[]): Promise<BreakerGrants | null> {
  const now = Date.now();
  const answers = await Promise.all(wanted.map(async (resourceId) => ({ resourceId, granted: await breakers.acquire(resourceId, now) })));
  const permits: Record<string, number> = {};
  for (const { resourceId, granted } of answers) if (granted !== null) permits[resourceId] = granted.generation;
  if (answers.every(({ granted }) => granted !== null)) return permits;
  releasePermits({ breakers }, permits);
  return null;
}

export interface GrantedCalls {
  /** By attempt; missing: nothing but generations 0. */
  grants: Map<string, BreakerGrants>;
  /** Attempts that some breaker refused after all: another process was faster. */
  refused: Set<string>;
}

/** Asks the breakers of everything that a pass placed. Permits are stored when this returns: nobody is called on a permit that may be lost. */
export async function grantCalls(deps: Pick<Deps, 'breakers'>, placements: Iterable<GuardedPlacement>): Promise<GrantedCalls> {
  const granted: GrantedCalls = { grants: new Map(), refused: new Set() };
  if (!deps.breakers.everChanged()) return granted;
  const asked: Promise<void>[] = [];
  const note = (placement: GuardedPlacement, permits: BreakerGrants | null) => {
    if (permits === null) granted.refused.add(placement.attemptId);
    const grants = permits && grantsOf(deps, placement, permits);
    if (grants !== null) granted.grants.set(placement.attemptId, grants);
  };
  for (const placement of placements) {
    if (placement.permits.length === 0) note(placement, NO_PERMITS);
    else asked.push(takePermits(deps, placement.permits).then((permits) => note(placement, permits)));
  }
  await Promise.all(asked);
  return granted;
}
