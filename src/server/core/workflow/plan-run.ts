import type { JsonValue } from '../json.ts';
import { PRIORITY_WEIGHT } from '../priority.ts';
import { type PathGoal, pathGoals } from '../schedule/path-goals.ts';
import { pathYields } from '../schedule/path-yield.ts';
import { headStartMs, queueRank } from '../task/queue-rank.ts';
import { specOf, tolerantSpec } from '../task/spec.ts';
import { dependencyId } from './check-graph.ts';
import { controlOf } from './control-of.ts';
import type { TaskDefinition, WorkflowDefinition } from './definition.ts';
import { buildGraph, type Graph, topologicalOrder } from './graph.ts';
import { type ConditionCache, namedTasks } from './named-tasks.ts';
import { planRollback, ROLLBACK_KEY } from './plan-rollback.ts';
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
  const positions = new Map(definition.tasks.map((task, at) => [task.task_id, at]));
  const graph = buildGraph(
    definition.tasks.map((task) => task.dependencies.map((dependency) => positions.get(dependencyId(dependency)) as number)),
  );
  const order = topologicalOrder(graph);
  const ids = new Map(
    order.map((at) => {
      const key = definition.tasks[at]?.task_id as string;
      return [key, plan.idOf?.(key) ?? plan.newId()];
    }),
  );
  const cache: ConditionCache = new Map();
  const inOrder = order.map((at) => definition.tasks[at] as TaskDefinition);
  const turns = planTurns({ mode: definition.execution_mode, inOrder, ids });
  const waits = new Map<string, number>();
  for (const { taskId } of turns) waits.set(taskId, (waits.get(taskId) ?? 0) + 1);
  const path = planPath(plan, graph, order);
  const tasks = definition.tasks.map((task, idx) => {
    const extra = waits.get(ids.get(task.task_id) as string) ?? 0;
    return planTask({
      plan,
      task,
      idx,
      pending: task.dependencies.length + extra,
      yieldMs: path?.yields[idx] ?? 0,
      goal: path?.goals?.[idx] ?? null,
      ids,
      cache,
    });
  });
  const dependencies = [...definition.tasks.flatMap((task) => planEdges(task, ids)), ...turns];
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

/** `adaptive` and `optimized` put the critical path first; the other modes keep the order of the definition. */
const BY_CRITICAL_PATH: ReadonlySet<WorkflowDefinition['execution_mode']> = new Set(['adaptive', 'optimized']);

function planPath(
  { definition, typicalDurationMs }: PlanInput,
  graph: Graph,
  order: readonly number[],
): { yields: number[]; goals: (PathGoal | null)[] | null } | null {
  if (!BY_CRITICAL_PATH.has(definition.execution_mode)) return null;
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

interface TaskContext {
  plan: PlanInput;
  task: TaskDefinition;
  idx: number;
  /** Dependencies, its turn in a sequential run among them. */
  pending: number;
  yieldMs: number;
  /** In place of that of the workflow. */
  goal: PathGoal | null;
  ids: ReadonlyMap<string, string>;
  cache: ConditionCache;
}

function planTask({ plan, task, idx, pending, yieldMs, goal, ids, cache }: TaskContext): PlannedTask {
  const hedge = task.hedge === true && BY_CRITICAL_PATH.has(plan.definition.execution_mode) ? { hedge: true as const } : {};
  const control = controlOf(task);
  const { max_cost_usd } = plan.definition;
  const spending = max_cost_usd === undefined ? {} : { runMaxCostUsd: max_cost_usd };
  const demands = goal === null ? plan.definition : { ...plan.definition, optimization_goal: goal };
  const asked = { ...specOf(task, demands), ...hedge, ...spending };
  const spec = plan.definition.execution_mode === 'fault_tolerant' ? tolerantSpec(asked) : asked;
  const place = { priority: spec.priority, yieldMs };
  return {
    id: ids.get(task.task_id) as string,
    idx,
    key: task.task_id,
    name: task.name ?? task.task_id,
    taskType: task.task_type,
    status: pending === 0 ? 'ready' : 'pending',
    pending,
    queueRank: pending === 0 ? queueRank({ readyAtMs: plan.now, ...place }) : null,
    headStartMs: headStartMs(place),
    spec,
    input: (control?.settings ?? task.input) as JsonValue,
    refIds: refIdsOf(task, ids, cache),
  };
}

function refIdsOf(task: TaskDefinition, ids: ReadonlyMap<string, string>, cache: ConditionCache): string[] {
  const { compensation: _, ...own } = task;
  const names = new Set(namedTasks(own, cache).named.map(({ taskId }) => taskId));
  const asks = [task.condition, task.contract?.condition, task.loop, task.branch].some((part) => part !== undefined);
  if (asks) for (const dependency of task.dependencies) names.add(dependencyId(dependency));
  return [...names].flatMap((name) => ids.get(name) ?? []);
}

function planEdges(task: TaskDefinition, ids: ReadonlyMap<string, string>): PlannedDependency[] {
  const taskId = ids.get(task.task_id) as string;
  return task.dependencies.map((dependency) => ({
    taskId,
    depId: ids.get(dependencyId(dependency)) as string,
    when: typeof dependency === 'string' ? 'completed' : dependency.when,
    soft: typeof dependency !== 'string' && dependency.soft,
  }));
}
