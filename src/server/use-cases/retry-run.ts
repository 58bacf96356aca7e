import type { Principal } from '../core/access/principal.ts';
import { ConflictError, InvalidError, NotFoundError } from '../core/errors.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { planRetry } from '../core/run/plan-retry.ts';
import { isTerminalRun } from '../core/run/state.ts';
import type { TaskDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import { planRun } from '../core/workflow/plan-run.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { readRetriedRun } from '../db/retried-run.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import type { ExecutedWorkflow } from './execute-workflow.ts';
import { recordAudit } from './record-audit.ts';
import { typicalDurations } from './typical-durations.ts';

export interface RetryRun {
  runId: string;
  /** Do this task and everything after it again; without it, everything that did not complete. */
  fromTask?: string;
  /** Another input for the run; everything is then done again. */
  input?: JsonValue;
  /** Another input or another agent for one task of the new run. */
  edit?: TaskEdit | undefined;
}

export interface TaskEdit {
  taskKey: string;
  /** Replaces the task's input. */
  input?: JsonValue;
  /** Prefers this agent, by id or name. */
  preferAgent?: string;
  /** Never gives it to these. */
  excludeAgents: string[];
}

/** The definition with one task changed; the same when there is nothing to change. */
function edited(definition: WorkflowDefinition, edit: TaskEdit | undefined): WorkflowDefinition {
  if (edit === undefined) return definition;
  const change = (task: TaskDefinition): TaskDefinition => ({
    ...task,
    ...(edit.input === undefined ? {} : { input: edit.input }),
    preferred_agents: edit.preferAgent === undefined ? task.preferred_agents : [edit.preferAgent],
    excluded_agents: [...new Set([...task.excluded_agents, ...edit.excludeAgents])],
  });
  // Parsed again: another input may refer to what does not exist.
  return validateDefinition({
    ...definition,
    tasks: definition.tasks.map((task) => (task.task_id === edit.taskKey ? change(task) : task)),
  });
}

/**
 * Starts a new run that takes over what an ended run completed and does the rest again. The ended run stays as it is.
 * @throws NotFoundError, ConflictError while the run goes on, InvalidError for an unknown task, InvalidDefinitionError for an edit that cannot run
 */
export async function retryRun(deps: Deps, request: RetryRun, principal: Principal): Promise<ExecutedWorkflow> {
  const ended = await readRetriedRun(deps.db.pool, request.runId);
  if (!ended) throw new NotFoundError('no such run');
  if (!isTerminalRun(ended.status)) throw new ConflictError(`a ${ended.status} run cannot be retried; cancel it first`);
  const definition = edited({ ...validateDefinition(ended.definition), workflow_id: ended.workflowId }, request.edit);
  if (request.fromTask !== undefined && !definition.tasks.some((task) => task.task_id === request.fromTask)) {
    throw new InvalidError('unknown task', [{ path: 'from_task', message: `the run has no task "${request.fromTask}"` }]);
  }
  const typical = await typicalDurations(deps);
  const plan = planRun({
    definition,
    runId: deps.newId(),
    newId: deps.newId,
    input: request.input ?? ended.input,
    context: ended.context as JsonObject,
    now: Date.now(),
    typicalDurationMs: (taskType) => typical.get(taskType) ?? null,
  });
  const ownDefinition = ended.workflowVersionId === null || request.edit !== undefined;
  const completed = request.input === undefined ? ended.completed : new Map<string, string>();
  await deps.road.runs.add({
    ...plan,
    tasks: planRetry({ plan, completed, fromTask: request.fromTask ?? null }),
    workflowVersionId: ownDefinition ? null : ended.workflowVersionId,
    definition: ownDefinition ? (definition as unknown as JsonValue) : null,
    parentRunId: request.runId,
    createdBy: principal.id,
  });
  await recordAudit(deps, { actor: principal, action: 'run.retry', subject: `run:${request.runId}`, detail: { new_run: plan.run.id } });
  deps.feed.publish(['ready', runTopic(plan.run.id)]);
  return { runId: plan.run.id, workflowId: plan.run.workflowId, status: plan.run.status };
}
