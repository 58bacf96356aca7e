import { NotFoundError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import { outputOrArtifact, type RunView, runSummary } from '../core/run/run-view.ts';
import { isTerminalRun } from '../core/run/state.ts';
import { findRunDetail, findStop, listChildRuns, listFailures, listSinkOutputs } from '../db/read-runs.ts';
import { findParentTask } from '../db/sub-runs.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';

const FAILURES_SHOWN = 5;
const CHILDREN_SHOWN = 50;
/** A run of independent tasks has as many ends as tasks; beyond this the task list is the place to look. */
const OUTPUTS_SHOWN = 1_000;

/** What the last tasks of the graph gave, by task_id. */
export async function readRunOutput(deps: Deps, runId: string): Promise<{ [taskId: string]: JsonValue }> {
  const sinks = await listSinkOutputs(deps.db, runId, OUTPUTS_SHOWN);
  return Object.fromEntries(sinks.map((sink) => [sink.taskId, outputOrArtifact(sink.output, sink.outputArtifactId)]));
}

/** One run with its definition, and with its output once it is over. @throws NotFoundError */
export async function readRun(deps: Deps, id: string): Promise<RunView> {
  const row = await findRunDetail(deps.db, id);
  if (row === null) throw new NotFoundError(`no run ${id}`);
  const [failures, children, output, nameOf, startedBy, stopped] = await Promise.all([
    row.failed > 0 ? listFailures(deps.db, id, FAILURES_SHOWN) : [],
    listChildRuns(deps.db, id, CHILDREN_SHOWN),
    isTerminalRun(row.status) ? readRunOutput(deps, id) : null,
    nameActors(deps, [row.createdBy]),
    findParentTask(deps.db.pool, id),
    row.status === 'paused' || row.status === 'cancelled' ? findStop(deps.db, id, row.status) : null,
  ]);
  const {
    maxConcurrentTasks,
    maxAgents,
    failureTolerance,
    definition,
    graphVersion,
    workflowVersion,
    input,
    context,
    deadlineAt,
    ...summary
  } = row;
  return {
    ...runSummary(summary, { createdByName: nameOf(row.createdBy), failure: failures[0] ?? null }),
    maxConcurrentTasks,
    maxAgents,
    failureTolerance,
    definition,
    graphVersion,
    workflowVersion,
    input,
    context,
    output,
    failures,
    deadlineAt,
    stopped,
    children,
    startedBy,
  };
}
