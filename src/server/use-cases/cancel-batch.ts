import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import type { BulkOutcome, OpenBulkRetry } from '../db/bulk-retries.ts';
import { readRunStatus } from '../db/run-status.ts';
import type { Deps } from '../deps.ts';
import { changeRunStatus } from './change-run.ts';
import { nameActors } from './name-actors.ts';

const MAX_FAULT = 500;

/** Whoever asked for it, as they are known now. */
async function askerOf(deps: Deps, { createdBy: id }: OpenBulkRetry): Promise<Principal> {
  const nameOf = await nameActors(deps, [id]);
  const kind = id.startsWith('user:') ? 'user' : id.startsWith('key:') ? 'key' : 'system';
  return { id, kind, name: nameOf(id), role: 'operator' };
}

/**
 * Cancels the runs of a batch, each by itself, as if somebody did it one after the other. A batch that a process died in is done again:
 * what is cancelled by then counts as done, what has ended otherwise is refused with that.
 */
export async function cancelBatch(deps: Deps, bulk: OpenBulkRetry, runIds: readonly string[]): Promise<BulkOutcome[]> {
  const asker = await askerOf(deps, bulk);
  const outcomes: BulkOutcome[] = [];
  for (const runId of runIds) {
    try {
      await changeRunStatus(deps, { runId, verb: 'cancel', ...(bulk.reason !== null && { reason: bulk.reason }) }, asker);
      outcomes.push({ runId, newRunId: runId, fault: null });
    } catch (error) {
      if (!(error instanceof ConflictError) && !(error instanceof NotFoundError)) throw error;
      const isDone = (await readRunStatus(deps.db.hot, runId)) === 'cancelled';
      outcomes.push({ runId, newRunId: isDone ? runId : null, fault: isDone ? null : error.message.slice(0, MAX_FAULT) });
    }
  }
  return outcomes;
}
