import type { Principal } from '../core/access/principal.ts';
import { degradationWords } from '../core/anomaly/degradation-words.ts';
import { severityOfDegradation } from '../core/anomaly/judge-degradation.ts';
import { RateLimitedError } from '../core/errors.ts';
import { noteDegradationAct, type OpenDegradation, undoDegradationAct } from '../db/degradations.ts';
import { liftOfFailures } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { type HandleFailure, handleFailure } from './handle-failure.ts';

const WATCHER: Principal = { id: 'system:baseline', kind: 'system', name: 'baseline', role: 'operator' };

/**
 * What is done about a degradation ends with it. One that nobody can see ending, because its agent gets no work any more, holds no longer
 * than this, ms.
 */
const HOLD_MS = 3_600_000;

/** Hands one to recovery; true when this was the first time and something was done. */
async function actOn(deps: Deps, { id, agentId, beganAt, ...seen }: OpenDegradation): Promise<boolean> {
  const failureId = deps.newId();
  if (!(await noteDegradationAct(deps.db.pool, id, failureId))) return false;
  const { signal, baseline, current, samples } = seen;
  const report: HandleFailure = {
    failureType: 'performance_degradation',
    severity: severityOfDegradation(seen),
    agentId,
    errorMessage: `the agent ${degradationWords(seen)}`,
    context: { began_at: new Date(beganAt).toISOString(), degradation_id: id, signal, baseline, current, samples },
  };
  try {
    await handleFailure(deps, report, { principal: WATCHER, found: { failureId, detector: 'baseline', holdMs: HOLD_MS } });
    return true;
  } catch (error) {
    await undoDegradationAct(deps.db.pool, failureId);
    // As many recoveries as may be are under way: it is looked at again in a minute.
    if (error instanceof RateLimitedError) return false;
    throw error;
  }
}

/** Acts once on each degradation that nobody acted on yet. @returns on how many */
export async function actOnDegradations(deps: Deps, open: readonly OpenDegradation[]): Promise<number> {
  let acted = 0;
  for (const degradation of open) if (degradation.actedAt === null && (await actOn(deps, degradation))) acted += 1;
  return acted;
}

/** Lifts what was done about degradations that are over. */
export async function liftEnded(deps: Pick<Deps, 'db' | 'feed'>, failureIds: string[]): Promise<void> {
  if (failureIds.length === 0) return;
  const lifted = await liftOfFailures(deps.db.pool, failureIds, { by: WATCHER.id, reason: 'the agent is as it was' });
  if (lifted > 0) deps.feed.publish(['agents', 'ready', 'failures']);
}
