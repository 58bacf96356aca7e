import type { JsonValue } from '../json.ts';
import { PRIORITY_WEIGHT } from '../priority.ts';
import { type PathGoal, pathGoals } from '../schedule/path-goals.ts';
import { pathYields } from '../schedule/path-yield.ts';
import { headStartMs, queueRank } from '../task/queue-rank.ts';
import type { WorkflowDefinition } from './definition.ts';
import { planRollback, ROLLBACK_KEY } from './plan-rollback.ts';
import { goesByCriticalPath, type PlanShape, type ShapedTask, shapeOf, shapeSpec } from './plan-shape.ts';
import { planTurns } from './plan-turns.ts';
import type { PlannedDependency, PlannedRun, PlannedTask, RunPlan } from './planned-run.ts';

export type { PlannedDependency, PlannedRun, PlannedTask, RunPlan } from './planned-run.ts';

export interface PlanInput {
  /** As validateDefinition returned it. */
  definition: WorkflowDefinition;
  runId: string;
  newId: () => string;
  /** The id that a task of a stored run has already; null: it gets a new one. Left out: all get new ones. */
  idOf?: (key: string) => string | null;
  input: JsonValue;
  context: JsonValue;
  /** Epoch ms, database time. */
  now: number;
  /** What tasks of a type took so far, in ms; null for a type without history. Left out: no type has any. */
  typicalDurationMs?: (taskType: string) => number | null;
}

const MINUTE_MS = 60_000;

/**
 * The rows of a new run. What is ready runs, as far as max_concurrent_tasks allows. `sequential` and `mixed` add an order (plan-turns.ts),
 * `fault_tolerant` another try (tolerantSpec), `adaptive` the critical path, `optimized` also goals by it (path-goals.ts). Ids are drawn in topological order, so that the queue breaks ties of rank in that order.
 */
export function planRun(plan: PlanInput): RunPlan {
  const { definition } = plan;
  const shape = shapeOf(definition);
  const ids = new Map(shape.inOrder.map(({ task_id: key }) => [key, plan.idOf?.(key) ?? plan.newId()]));
  const turns = planTurns({ mode: definition.execution_mode, inOrder: shape.inOrder, ids });
  const waits = new Map<string, number>();
  for (const { taskId } of turns) waits.set(taskId, (waits.get(taskId) ?? 0) + 1);
  const path = planPath(plan, shape);
  const tasks = shape.tasks.map((shaped, idx) =>
    planTask(plan, shaped, {
      idx,
      extra: waits.get(ids.get(shaped.key) as string) ?? 0,
      yieldMs: path?.yields[idx] ?? 0,
      goal: path?.goals?.[idx] ?? null,
      ids,
    }),
  );
  const dependencies = [...shape.tasks.flatMap((shaped) => planEdges(shaped, ids)), ...turns];
  const run = planRow(plan);
  const rollback =
    definition.on_failure === 'rollback' ? planRollback(definition, { id: plan.idOf?.(ROLLBACK_KEY) ?? plan.newId(), ids, tasks }) : null;
  if (rollback === null) return { run, tasks, dependencies };
  return {
    run: { ...run, total: run.total + 1, items: 1 },
    tasks: [...tasks, rollback.task],
    dependencies: [...dependencies, ...rollback.dependencies],
  };
}

function planPath(
  { definition, typicalDurationMs }: PlanInput,
  { graph, order }: PlanShape,
): { yields: number[]; goals: (PathGoal | null)[] | null } | null {
  if (!goesByCriticalPath(definition.execution_mode)) return null;
  const durations = definition.tasks.map((task) =>
    task.estimated_duration_minutes === undefined
      ? (typicalDurationMs?.(task.task_type) ?? null)
      : task.estimated_duration_minutes * MINUTE_MS,
  );
  const hasGoals = definition.execution_mode === 'optimized' && definition.optimization_goal === 'balance_all';
  return { yields: pathYields({ graph, order, durations }), goals: hasGoals ? pathGoals({ graph, order, durations }) : null };
}

/** The workflow a run belongs to when its definition names none: the name in the letters of a slug. */
export function workflowSlug(definition: Pick<WorkflowDefinition, 'workflow_id' | 'name'>): string {
  if (definition.workflow_id !== undefined) return definition.workflow_id;
  const slug = definition.name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-+|-+$/g, '');
  return slug === '' ? 'workflow' : slug;
}

function planRow({ definition, runId, input, context, now }: PlanInput): PlannedRun {
  return {
    id: runId,
    workflowId: workflowSlug(definition),
    name: definition.name,
    status: 'running',
    executionMode: definition.execution_mode,
    priority: PRIORITY_WEIGHT[definition.priority],
    maxConcurrentTasks: definition.execution_mode === 'sequential' ? 1 : definition.max_concurrent_tasks,
    maxAgents: definition.max_agents,
    failureTolerance: definition.failure_tolerance,
    input,
    context,
    total: definition.tasks.length,
    items: 0,
    createdAtMs: now,
    deadlineAtMs: definition.max_duration_minutes === undefined ? null : now + Math.ceil(definition.max_duration_minutes * MINUTE_MS),
  };
}

interface Place {
  idx: number;
  /** Turns of an ordered run that it waits for, besides its dependencies. */
  extra: number;
  yieldMs: number;
  /** In place of that of the workflow. */
  goal: PathGoal | null;
  ids: ReadonlyMap<string, string>;
}

function planTask(plan: PlanInput, shaped: ShapedTask, { idx, extra, yieldMs, goal, ids }: Place): PlannedTask {
  const { key, task } = shaped;
  const spec = goal === null ? shaped.spec : shapeSpec(task, { ...plan.definition, optimization_goal: goal });
  const pending = task.dependencies.length + extra;
  const place = { priority: spec.priority, maxDelayMs: spec.maxDelayMs, yieldMs };
  return {
    id: ids.get(key) as string,
    idx,
    key,
    name: task.name ?? key,
    taskType: task.task_type,
    status: pending === 0 ? 'ready' : 'pending',
    pending,
    queueRank: pending === 0 ? queueRank({ readyAtMs: plan.now, ...place }) : null,
    headStartMs: headStartMs(place),
    spec,
    input: shaped.input,
    refIds: shaped.refKeys.flatMap((name) => ids.get(name) ?? []),
  };
}

function planEdges({ key, edges }: ShapedTask, ids: ReadonlyMap<string, string>): PlannedDependency[] {
  const taskId = ids.get(key) as string;
  return edges.map(({ depKey, when, soft }) => ({ taskId, depId: ids.get(depKey) as string, when, soft }));
}
