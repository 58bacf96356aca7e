import { NotFoundError } from '../core/errors.ts';
import { checkpointEvery, type RunCheckpoints } from '../core/run/checkpoint.ts';
import { findCheckpointRule, listCheckpoints } from '../db/run-checkpoints.ts';
import type { Deps } from '../deps.ts';

/** The newest of a run with many. */
const MOST = 100;

/** The checkpoints of a run, newest first, at most a hundred. @throws NotFoundError */
export async function listRunCheckpoints(deps: Pick<Deps, 'db'>, runId: string): Promise<RunCheckpoints> {
  const rule = await findCheckpointRule(deps.db.pool, runId);
  if (rule === null) throw new NotFoundError(`no run ${runId}`);
  const { asked, total } = rule;
  const every = checkpointEvery(asked, total);
  return { every, total, checkpoints: await listCheckpoints(deps.db.pool, { runId, every, total, limit: MOST }) };
}
