import { applyCommand } from '../core/breaker/change.ts';
import { agentBreaker } from '../core/breaker/resource.ts';
import { NotFoundError } from '../core/errors.ts';
import type { AgentVerdict } from '../core/recovery/judge-deadly-agent.ts';
import { writeBreakers } from '../db/breakers.ts';
import type { NewFailure } from '../db/failures.ts';
import type { Deps } from '../deps.ts';
import { type LoadedBreaker, loadBreaker } from './load-breaker.ts';
import { recordAudit } from './record-audit.ts';

const RECOVERY = 'system:recovery';
/** Against a breaker that changes under our hands. */
const MOST_TRIES = 10;

/** What is known of an agent that is to be isolated; `now` is epoch ms of the database, as `since` is. */
export type Accusation = AgentVerdict & { now: number };

function failureOf(deps: Pick<Deps, 'newId'>, agentId: string, { reason, holders, taskIds, since, now }: Accusation): NewFailure {
  const seen = performance.now();
  return {
    id: deps.newId(),
    type: 'agent_unresponsive',
    severity: 'critical',
    detector: 'deaths',
    agentId,
    taskId: null,
    runId: null,
    attemptId: null,
    workerId: null,
    message: `the agent kills who calls it: ${reason}`,
    detail: { deaths: holders.length, processes: holders, tasks: taskIds.length },
    reportedBy: null,
    began: seen - Math.max(0, now - (since ?? now)),
    seen,
    acted: seen,
    recovery: {
      strategy: 'circuit_breaker',
      automatic: true,
      outcome: 'running',
      fence: null,
      taskIds,
      steps: [
        { what: 'isolated the agent until a person resets its breaker; its tasks go to others', strategy: 'circuit_breaker', ok: true },
      ],
    },
  };
}

async function load(deps: Deps, agentId: string): Promise<LoadedBreaker | null> {
  try {
    return await loadBreaker(deps, agentBreaker(agentId));
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/**
 * Forces the breaker of an agent open that processes died of, with the reason, a failure and an entry in the audit. One that a person
 * told to let everything through is left alone.
 * @returns whether it is isolated now, by us or by somebody else
 */
export async function isolateAgent(deps: Deps, agentId: string, accusation: Accusation): Promise<boolean> {
  const { reason, holders, taskIds } = accusation;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const breaker = await load(deps, agentId);
    if (breaker === null || breaker.state.status === 'disabled' || breaker.state.status === 'metrics_only') return false;
    if (breaker.state.status === 'forced_open') return true;
    const { resourceId, type, state, revision, policy } = breaker;
    const done = applyCommand(policy, state, { command: { type: 'force_open' }, at: Date.now(), reason, cause: 'deaths' });
    if (!done.ok) return false;
    const transitions = [{ ...done.transition, id: deps.newId(), actor: RECOVERY }];
    const written = await writeBreakers(deps.db.hot, [{ resourceId, type, revision, state: done.state, transitions }]);
    if (!written.has(resourceId)) continue;
    const stored = deps.road.failures.add(failureOf(deps, agentId, accusation));
    deps.road.failures.hurry();
    const detail = { reason, from: state.status, deaths: holders.length, tasks: taskIds.length };
    await Promise.all([
      stored,
      recordAudit(deps, { actor: RECOVERY, action: 'breaker.force_open', subject: `breaker:${resourceId}`, detail }),
      deps.breakers.refresh(),
    ]);
    deps.log.warn({ agentId, holders, reason }, 'an agent that processes died of is isolated');
    deps.feed.publish(['breakers', 'failures', 'ready']);
    return true;
  }
  return false;
}
