import type { Principal } from '../core/access/principal.ts';
import { isHiveError } from '../core/errors.ts';
import { outputOrArtifact } from '../core/run/run-view.ts';
import type { AttemptError } from '../core/task/attempt-outcome.ts';
import { failureCause } from '../core/task/failure-cause.ts';
import { taskSpanId, traceparentBelow } from '../core/trace/trace-context.ts';
import { closeSubRuns, type EndedSubRun, readEndedSubRuns, readUnbegun, type UnbegunSubRun } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';
import { isTraced } from '../env.ts';
import { followDown } from './change-run.ts';
import { endWaits, type WaitEnd } from './end-waits.ts';
import { executeWorkflow } from './execute-workflow.ts';
import { Steps } from './run-steps.ts';

// Runs that run as tasks of other runs. The task waits -> its run begins, under the id of the task, so that it begins once -> the run ends
// -> the task ends with what came of it, once. What the run above does (cancel, pause, resume) the one below does too. Every step is found
// again by the sweep when the process died that should have made it.

const BATCH = 200;
const SYSTEM: Principal = { id: 'system:sub-workflow', kind: 'system', name: 'the run above', role: 'admin' };

const failed = (message: string, detail: { [name: string]: string }): AttemptError => ({
  code: 'sub_workflow_failed',
  message: message.slice(0, 2_000),
  retryable: false,
  detail,
});

async function begin(deps: Deps, sub: UnbegunSubRun): Promise<void> {
  const { taskId, workflowId, version, input, context, createdBy } = sub;
  const above = { runId: sub.parentRunId, traceParent: sub.traceParent };
  const traceParent = traceparentBelow(above, { span: taskSpanId(taskId), recorded: isTraced(deps.env) });
  const request = { workflowId, version, input, context, identity: { subjectId: taskId, again: true }, traceParent };
  try {
    await executeWorkflow(deps, request, { ...SYSTEM, id: createdBy });
  } catch (error) {
    if (!isHiveError(error)) throw error;
    const outcome = { error: failed(error.message, { workflow_id: workflowId }) };
    await endWaits(deps, [{ taskId, runId: sub.parentRunId, fence: sub.fence, outcome }]);
  }
}

/** Begins the runs of tasks that wait for theirs: of these tasks, or of all. */
export async function beginSubRuns(deps: Deps, taskIds: readonly string[] | null): Promise<void> {
  const unbegun = await readUnbegun(deps.db.hot, taskIds, BATCH);
  const steps = new Steps();
  await Promise.all(unbegun.map((sub) => steps.run(true, undefined, () => begin(deps, sub))));
  steps.end();
}

function endOf({ taskId, parentRunId, fence, name, status, outputs, failure }: EndedSubRun): WaitEnd {
  const end = { taskId, runId: parentRunId, fence };
  if (status === 'completed') {
    const output = Object.fromEntries((outputs ?? []).map(([key, value, artifactId]) => [key, outputOrArtifact(value, artifactId)]));
    return { ...end, outcome: { output } };
  }
  const cause = failure === null ? '' : `: ${failure.name}: ${failure.error === null ? 'failed' : failureCause(failure.error)}`;
  return { ...end, outcome: { error: failed(`the run of "${name}" is ${status}${cause}`, { run_id: taskId, status }) } };
}

/** Ends tasks whose runs have ended. */
export async function endSubRuns(deps: Deps): Promise<void> {
  const ended = await readEndedSubRuns(deps.db.hot, BATCH);
  await endWaits(deps, ended.map(endOf));
}

/** Whatever was left undone between runs and the tasks they run as. */
export async function tendSubRuns(deps: Deps): Promise<void> {
  const steps = new Steps();
  await steps.run(true, undefined, () => beginSubRuns(deps, null));
  await steps.run(true, undefined, () => endSubRuns(deps));
  await steps.run(true, undefined, () => followDown(deps, null, SYSTEM));
  await steps.run(true, undefined, () => closeSubRuns(deps.db.hot));
  steps.end();
}
