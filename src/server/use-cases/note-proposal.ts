import { patchSchema } from '../core/run/patch.ts';
import { proposedPatchOf } from '../core/run/patch-graph.ts';
import { insertProposedPatch, withdrawProposedPatch } from '../db/run-patches.ts';
import type { Deps } from '../deps.ts';

/** Characters of a proposal that are kept; a larger one is refused. */
const MAX_PROPOSAL = 64_000;
/** Characters of the reason why it is none. */
const MAX_REFUSAL = 500;

/** The attempt whose result proposes. */
interface Proposing {
  attemptId: string;
  runId: string;
  taskId: string;
  agentId: string;
}

/**
 * Keeps the patch that a result proposes, until a person decides it; one that is no patch is kept as refused, with the reason. Stored before
 * the result, so that no result counts whose proposal is lost.
 * @returns whether it kept something, to be taken back when the result does not count
 */
export async function noteProposal(deps: Pick<Deps, 'db'>, attempt: Proposing, outputText: string): Promise<boolean> {
  const proposed = proposedPatchOf(outputText);
  if (proposed === undefined) return false;
  const parsed = patchSchema.safeParse(proposed);
  const text = parsed.success ? JSON.stringify(parsed.data.ops) : '[]';
  const issue = parsed.success ? null : parsed.error.issues[0];
  const fault = issue === null ? null : `not a patch: ${issue?.path.join('.')}: ${issue?.message}`;
  const refusal = text.length > MAX_PROPOSAL ? `a proposal of ${text.length} characters is too long` : fault;
  await insertProposedPatch(deps.db.hot, {
    id: attempt.attemptId,
    runId: attempt.runId,
    taskId: attempt.taskId,
    ops: refusal === null ? text : '[]',
    note: parsed.success ? (parsed.data.note ?? null) : null,
    refusal: refusal?.slice(0, MAX_REFUSAL) ?? null,
    by: `agent:${attempt.agentId}`,
  });
  return true;
}

/** For a result that did not count after all. */
export function withdrawProposal(deps: Pick<Deps, 'db'>, { attemptId }: Proposing): Promise<void> {
  return withdrawProposedPatch(deps.db.hot, attemptId);
}
