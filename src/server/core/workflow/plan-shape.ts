import { deepFreeze } from '../freeze.ts';
import type { JsonValue } from '../json.ts';
import { specOf, type TaskSpec, tolerantSpec } from '../task/spec.ts';
import { dependencyId } from './check-graph.ts';
import { controlOf } from './control-of.ts';
import type { TaskDefinition, WorkflowDefinition } from './definition.ts';
import { buildGraph, type Graph, topologicalOrder } from './graph.ts';
import { type ConditionCache, namedTasks } from './named-tasks.ts';
import type { PlannedDependency } from './planned-run.ts';

// What all runs of a definition have in common. It is worked out once for a definition that cannot change, and the JSON texts of its parts
// are written once too (db/frozen-text.ts).

export interface ShapedTask {
  key: string;
  task: TaskDefinition;
  /** As the workflow asks for it. */
  spec: TaskSpec;
  /** The template, references unresolved; of a control task its settings. */
  input: JsonValue;
  /** Tasks that input, condition and contract name; with a condition, all direct dependencies too. */
  refKeys: readonly string[];
  edges: readonly (Pick<PlannedDependency, 'when' | 'soft'> & { depKey: string })[];
}

export interface PlanShape {
  graph: Graph;
  /** Positions in the definition. */
  order: readonly number[];
  /** The tasks in topological order. */
  inOrder: readonly TaskDefinition[];
  /** In the order of the definition. */
  tasks: readonly ShapedTask[];
}

const shapes = new WeakMap<WorkflowDefinition, PlanShape>();

/** @param definition as validateDefinition returned it */
export function shapeOf(definition: WorkflowDefinition): PlanShape {
  const known = shapes.get(definition);
  if (known !== undefined) return known;
  const shape = makeShape(definition);
  if (Object.isFrozen(definition)) shapes.set(definition, deepFreeze(shape));
  return shape;
}

function makeShape(definition: WorkflowDefinition): PlanShape {
  const positions = new Map(definition.tasks.map((task, at) => [task.task_id, at]));
  const graph = buildGraph(
    definition.tasks.map((task) => task.dependencies.map((dependency) => positions.get(dependencyId(dependency)) as number)),
  );
  const order = topologicalOrder(graph);
  const cache: ConditionCache = new Map();
  return {
    graph,
    order,
    inOrder: order.map((at) => definition.tasks[at] as TaskDefinition),
    tasks: definition.tasks.map((task) => ({
      key: task.task_id,
      task,
      spec: shapeSpec(task, definition),
      input: (controlOf(task)?.settings ?? task.input) as JsonValue,
      refKeys: refKeysOf(task, cache),
      edges: task.dependencies.map((dependency) => ({
        depKey: dependencyId(dependency),
        when: typeof dependency === 'string' ? 'completed' : dependency.when,
        soft: typeof dependency !== 'string' && dependency.soft,
      })),
    })),
  };
}

/** `adaptive` and `optimized` put the critical path first; the other modes keep the order of the definition. */
export function goesByCriticalPath(mode: WorkflowDefinition['execution_mode']): boolean {
  return mode === 'adaptive' || mode === 'optimized';
}

/** What a run of this workflow asks of one of its tasks. */
export function shapeSpec(task: TaskDefinition, workflow: WorkflowDefinition): TaskSpec {
  const hedge = task.hedge === true && goesByCriticalPath(workflow.execution_mode) ? { hedge: true as const } : {};
  const spending = workflow.max_cost_usd === undefined ? {} : { runMaxCostUsd: workflow.max_cost_usd };
  const asked = { ...specOf(task, workflow), ...hedge, ...spending };
  return workflow.execution_mode === 'fault_tolerant' ? tolerantSpec(asked) : asked;
}

function refKeysOf(task: TaskDefinition, cache: ConditionCache): string[] {
  const { compensation: _, ...own } = task;
  const names = new Set(namedTasks(own, cache).named.map(({ taskId }) => taskId));
  const asks = [task.condition, task.contract?.condition, task.loop, task.branch].some((part) => part !== undefined);
  if (asks) for (const dependency of task.dependencies) names.add(dependencyId(dependency));
  return [...names];
}
