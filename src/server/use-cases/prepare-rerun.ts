import { InvalidError } from '../core/errors.ts';
import type { JsonObject, JsonValue } from '../core/json.ts';
import { planRerun, type RerunTask } from '../core/run/plan-rerun.ts';
import { type Lineage, previewOf, type RerunPreview } from '../core/run/rerun-view.ts';
import type { TaskDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import { changedResults, diffDefinitions } from '../core/workflow/diff-definitions.ts';
import { planRun, type RunPlan } from '../core/workflow/plan-run.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import type { NewRun } from '../db/insert-runs.ts';
import { readPublishedDefinition } from '../db/published-definition.ts';
import type { RerunSource } from '../db/rerun-sources.ts';
import { readOverAt } from '../db/run-checkpoints.ts';
import type { Deps } from '../deps.ts';
import { typicalDurations } from './typical-durations.ts';

/** `own`: the definition that the run ran; `newest`: what a new run of its workflow would run; or a version by its number. */
export type RerunVersion = 'own' | 'newest' | number;

export interface RerunWish {
  /** Do this task and everything after it again; null: everything that did not complete. */
  fromTask: string | null;
  /** The checkpoint it begins from: an event of the earlier run. Null: how that run is now. */
  fromSeq: number | null;
  version: RerunVersion;
  /** Another input for the run; absent: the one it had. */
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

/** A definition with where it is stored; null ids: the new run carries it. */
interface ChosenDefinition {
  definition: WorkflowDefinition;
  versionId: string | null;
  version: number | null;
}

export interface PreparedRerun extends ChosenDefinition {
  plan: RunPlan;
  tasks: RerunTask[];
  preview: RerunPreview;
}

/** Finds the definitions that new runs get; asks once per workflow, however many runs of it there are. */
export type DefinitionSource = (source: RerunSource, version: RerunVersion) => Promise<ChosenDefinition>;

export function openDefinitions(deps: Pick<Deps, 'db'>): DefinitionSource {
  const stored = new Map<string, Promise<ChosenDefinition>>();
  const read = async (workflowId: string, version: number | null): Promise<ChosenDefinition> => {
    const found = await readPublishedDefinition(deps.db.pool, workflowId, version);
    const definition = { ...validateDefinition(found.definition), workflow_id: workflowId };
    return { definition, versionId: found.versionId, version: found.version };
  };
  return async (source, version) => {
    if (version === 'own') {
      const definition = { ...validateDefinition(source.definition), workflow_id: source.workflowId };
      return source.ownDefinition
        ? { definition, versionId: null, version: null }
        : { definition, versionId: source.workflowVersionId, version: source.version };
    }
    const key = `${version} ${source.workflowId}`;
    const known = stored.get(key) ?? read(source.workflowId, version === 'newest' ? null : version);
    stored.set(key, known);
    return known;
  };
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

function requireTask(definition: WorkflowDefinition, taskKey: string | null | undefined, path: string): void {
  if (taskKey === null || taskKey === undefined || definition.tasks.some((task) => task.task_id === taskKey)) return;
  throw new InvalidError('unknown task', [{ path, message: `the run has no task "${taskKey}"` }]);
}

/**
 * Works out a re-run without starting it. A retry with another input for the run does everything again; a fork keeps the results before
 * its task, or those of its checkpoint, and only what is done again sees the new input. It runs the graph that the run has now: patches
 * change only what was not begun, so that every result of a checkpoint still has its place there.
 * @throws NotFoundError for an unknown version, InvalidError for an unknown task, InvalidDefinitionError for an edit that cannot run
 */
export async function prepareRerun(
  deps: Pick<Deps, 'db' | 'log' | 'newId'>,
  of: { source: RerunSource; kind: Lineage; wish: RerunWish; definitions: DefinitionSource },
): Promise<PreparedRerun> {
  const { source, kind, wish } = of;
  const chosen = await of.definitions(source, wish.version);
  requireTask(chosen.definition, wish.fromTask, 'from_task');
  requireTask(chosen.definition, wish.edit?.taskKey, 'task_input');
  const definition = edited(chosen.definition, wish.edit);
  const typical = await typicalDurations(deps);
  const plan = planRun({
    definition,
    runId: deps.newId(),
    newId: deps.newId,
    input: wish.input ?? source.input,
    context: source.context as JsonObject,
    now: Date.now(),
    typicalDurationMs: (taskType) => typical.get(taskType) ?? null,
  });
  const ran = wish.version === 'own' ? null : validateDefinition(source.definition);
  const tasks = planRerun({
    plan,
    earlier: source.tasks,
    overThen: wish.fromSeq === null ? null : await readOverAt(deps.db.pool, source.id, wish.fromSeq),
    fromTask: wish.fromTask,
    edited: new Set(wish.edit === undefined ? [] : [wish.edit.taskKey]),
    changed: ran === null ? new Set() : changedResults(ran, chosen.definition),
    everything: kind === 'retry' && wish.input !== undefined,
  });
  const dropped = ran === null ? [] : diffDefinitions(ran, chosen.definition).removed.map(({ taskId }) => taskId);
  return { ...chosen, definition, plan, tasks, preview: previewOf(tasks, { version: chosen.version, dropped }) };
}

/** The rows of a prepared re-run. */
export function newRunOf(prepared: PreparedRerun, of: { parentRunId: string; kind: Lineage; wish: RerunWish; createdBy: string }): NewRun {
  const own = prepared.versionId === null || of.wish.edit !== undefined;
  return {
    ...prepared.plan,
    tasks: prepared.tasks,
    workflowVersionId: own ? null : prepared.versionId,
    definition: own ? (prepared.definition as unknown as JsonValue) : null,
    parentRunId: of.parentRunId,
    lineage: { kind: of.kind, fromTask: of.wish.fromTask, fromSeq: of.wish.fromSeq },
    createdBy: of.createdBy,
  };
}
