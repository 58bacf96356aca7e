import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { RunStatus } from '../core/run/state.ts';
import { changeRun } from '../db/run-control.ts';
import type { Deps } from '../deps.ts';
import { cancelTopic, doneTopic, runTopic } from '../events/topics.ts';
import { recordAudit } from './record-audit.ts';

export type RunVerb = 'cancel' | 'pause' | 'resume';

export interface ChangedRun {
  runId: string;
  status: RunStatus;
}

/**
 * Cancels, pauses or resumes a run. Cancel reaches calls that are under way: their processes are told to abort them, and what they
 * still answer is refused by its fence. Pause lets running attempts end and starts no others.
 * @throws NotFoundError, ConflictError when the run's state does not allow the verb
 */
export async function changeRunStatus(
  deps: Deps,
  request: { runId: string; verb: RunVerb; reason?: string },
  principal: Principal,
): Promise<ChangedRun> {
  const data = JSON.stringify({ by: principal.name, ...(request.reason ? { reason: request.reason } : {}) });
  const change = await changeRun(deps.db.hot, { verb: request.verb, runId: request.runId, data });
  if (change.status === null) throw new NotFoundError('no such run');
  if (!change.changed) throw new ConflictError(`a ${change.status} run cannot be ${PAST[request.verb]}`);
  const { runId } = request;
  const detail: JsonObject = request.reason ? { reason: request.reason } : {};
  if (request.verb === 'cancel') deps.feed.publish([runTopic(runId), cancelTopic(runId), doneTopic(runId), 'ready']);
  else deps.feed.publish([runTopic(runId), 'ready']);
  await recordAudit(deps, { actor: principal, action: `run.${request.verb}`, subject: `run:${runId}`, detail });
  return { runId, status: change.status };
}

const PAST: Record<RunVerb, string> = { cancel: 'cancelled', pause: 'paused', resume: 'resumed' };
