import type { Principal } from '../core/access/principal.ts';
import { HiveError, PreconditionFailedError } from '../core/errors.ts';
import { acceptsProposal } from '../core/run/patch-graph.ts';
import { readPatchedRun } from '../db/rewrite-run.ts';
import { countDecidedPatches, findPatch } from '../db/run-patches.ts';
import type { Deps } from '../deps.ts';
import { definitionOf } from './change-graph.ts';
import { withdrawProposal } from './note-proposal.ts';
import { acceptPatch, revertPatch } from './patch-run.ts';

/** Accepts in the name of whoever wrote the workflow. An operator: what takes an admin waits for one. */
const POLICY: Principal = { id: 'system:policy', kind: 'system', name: 'policy of the workflow', role: 'operator' };

/** The attempt whose result proposed a patch; the patch bears its id. */
interface Proposing {
  attemptId: string;
  runId: string;
  taskId: string;
  agentId: string;
}

/** Others change the graph at the same time; so often it is looked at anew. */
const TRIES = 5;

/**
 * Applies a proposal that the policy of its workflow allows, before the result counts: what follows the result then begins on the new graph.
 * One that cannot be applied waits for a person.
 */
export async function acceptByPolicy(deps: Deps, { attemptId: id, runId }: Proposing): Promise<void> {
  for (let left = TRIES; left > 0; left -= 1) {
    const run = await readPatchedRun(deps.db.pool, runId);
    const policy = run === null ? undefined : definitionOf(run).accept_proposals;
    if (run === null || policy === undefined) return;
    const [patch, before] = await Promise.all([findPatch(deps.db.pool, runId, id), countDecidedPatches(deps.db.pool, runId, POLICY.id)]);
    if (patch?.status !== 'proposed' || !acceptsProposal(policy, patch.ops, before)) return;
    try {
      // At the version that was counted at, lest two at once exceed what is allowed.
      await acceptPatch(deps, { runId, id, seen: run.graphVersion }, POLICY);
      return;
    } catch (error) {
      if (error instanceof PreconditionFailedError) continue;
      if (!(error instanceof HiveError)) throw error;
      deps.log.info({ err: error, runId, patch: id }, 'a proposal that the policy allows could not be applied; it waits for a person');
      return;
    }
  }
}

/** For a result that did not count after all: its proposal goes, also where the policy had applied it. */
export async function takeBackProposal(deps: Deps, attempt: Proposing): Promise<void> {
  const { attemptId: id, runId } = attempt;
  await withdrawProposal(deps, attempt);
  if ((await findPatch(deps.db.pool, runId, id))?.decidedBy !== POLICY.id) return;
  try {
    await revertPatch(deps, { runId, id }, POLICY);
  } catch (error) {
    if (!(error instanceof HiveError)) throw error;
    deps.log.info({ err: error, runId, patch: id }, 'the patch of a result that does not count stays: others build on it');
  }
}
