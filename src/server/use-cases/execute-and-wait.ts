import type { Principal } from '../core/access/principal.ts';
import type { Deps } from '../deps.ts';
import { type ExecutedWorkflow, type ExecuteWorkflow, executeWorkflow } from './execute-workflow.ts';
import { readWorkflowResult, type WorkflowResult } from './read-workflow-result.ts';
import { expectEnd, waitForRun } from './wait-for-run.ts';

/**
 * Starts a run and waits for its end, at most `ms`.
 * @returns what was started, and how it went; null: it was not over in time, and goes on
 * @throws what `executeWorkflow` throws
 */
export async function executeAndWait(
  deps: Deps,
  request: ExecuteWorkflow,
  { principal, ...limit }: { principal: Principal; ms: number; signal: AbortSignal },
): Promise<ExecutedWorkflow & { result: WorkflowResult | null }> {
  const identity = request.identity ?? { subjectId: deps.newId(), again: false };
  const end = expectEnd(deps, identity.subjectId, limit);
  try {
    const run = await executeWorkflow(deps, { ...request, identity }, principal);
    // One that an earlier request made may have ended before anybody listened.
    const ended = identity.again ? await waitForRun(deps, run.runId, limit) : await end.ended();
    return { ...run, result: ended ? await readWorkflowResult(deps, run.runId) : null };
  } finally {
    end.stop();
  }
}
