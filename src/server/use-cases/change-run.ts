import { principalName } from '../core/access/actor-name.ts';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { RunStatus } from '../core/run/state.ts';
import { changeRun } from '../db/run-control.ts';
import { markHeld, readStraySubRuns } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';
import { cancelTopic, claimTopic, doneTopic, runTopic } from '../events/topics.ts';
import { recordAudit } from './record-audit.ts';

export type RunVerb = 'cancel' | 'pause' | 'resume';

export interface ChangedRun {
  runId: string;
  status: RunStatus;
}

/**
 * Cancels, pauses or resumes a run. Cancel reaches calls that are under way: their processes are told to abort them, and what they
 * still answer is refused by its fence. Pause lets running attempts end and starts no others. Runs below it, that run as its tasks, follow.
 * @throws NotFoundError, ConflictError when the run's state does not allow the verb
 */
export async function changeRunStatus(
  deps: Deps,
  request: { runId: string; verb: RunVerb; reason?: string },
  principal: Principal,
): Promise<ChangedRun> {
  const data = JSON.stringify({ by: principalName(principal), by_id: principal.id, ...(request.reason ? { reason: request.reason } : {}) });
  const change = await changeRun(deps.db.hot, { verb: request.verb, runId: request.runId, data });
  if (change.status === null) throw new NotFoundError('no such run');
  if (!change.changed) throw new ConflictError(`a ${change.status} run cannot be ${PAST[request.verb]}`);
  const { runId } = request;
  const detail: JsonObject = request.reason ? { reason: request.reason } : {};
  if (request.verb === 'cancel') deps.feed.publish([runTopic(runId), cancelTopic(runId), doneTopic(runId), 'ready']);
  else deps.feed.publish([runTopic(runId), 'ready', ...(change.claimants ?? []).map(claimTopic)]);
  await recordAudit(deps, { actor: principal, action: `run.${request.verb}`, subject: `run:${runId}`, detail });
  await followDown(deps, runId, principal);
  return { runId, status: change.status };
}

/** More are left to the sweep. */
const BELOW_AT_ONCE = 200;

/**
 * Makes the runs that run as tasks of a run do what it did; without a run, all that go another way than the run above them. Two levels at
 * once are never looked at: each run looks below itself.
 */
export async function followDown(deps: Deps, runId: string | null, principal: Principal): Promise<void> {
  for (const below of await readStraySubRuns(deps.db.hot, runId, BELOW_AT_ONCE)) {
    // Before a pause and after a resume, so that a crash in between leaves the mark.
    if (below.verb === 'pause') await markHeld(deps.db.hot, below.runId, true);
    try {
      await changeRunStatus(deps, { ...below, reason: 'the run above it was changed' }, principal);
      if (below.verb === 'resume') await markHeld(deps.db.hot, below.runId, false);
    } catch (error) {
      // Somebody else was faster: there is nothing left to do.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

const PAST: Record<RunVerb, string> = { cancel: 'cancelled', pause: 'paused', resume: 'resumed' };
