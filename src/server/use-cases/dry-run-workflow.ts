import type { ExpectedSpending, Shortfall } from '../core/budget/foresee-limits.ts';
import { NotFoundError } from '../core/errors.ts';
import { ENOUGH_SAMPLES } from '../core/prediction/prediction.ts';
import type { RecordedPrediction } from '../core/prediction/prediction-table.ts';
import {
  expectCalls,
  expectedPart,
  expectWait,
  isReckoned,
  likelihoodOf,
  type Presence,
  presencesOf,
  type TaskPast,
  wholeMs,
} from '../core/run/expect-task.ts';
import { type EstimatedTimes, estimateRun } from '../core/schedule/estimate-run.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { dependencyId } from '../core/workflow/check-graph.ts';
import { CONTROL_LIMITS } from '../core/workflow/control-task.ts';
import type { TaskDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import { buildGraph, topologicalOrder } from '../core/workflow/graph.ts';
import { planRun, workflowSlug } from '../core/workflow/plan-run.ts';
import { isControlKind, kindOf, type TaskKind } from '../core/workflow/task-kind.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { readPublishedDefinition } from '../db/published-definition.ts';
import { readLiveCounts } from '../db/read-queue.ts';
import { readTaskHistory } from '../db/task-history.ts';
import type { Deps } from '../deps.ts';
import { checkDefinition } from './accept-definition.ts';
import { expectSpending, findShortfalls, scaleSpending } from './expect-spending.ts';
import { loadFleet } from './load-fleet.ts';
import { countSideBySide, type DryFleet, type Routed, routeDefinition } from './route-dry-run.ts';
import { typicalDurations } from './typical-durations.ts';

// What would happen if a workflow ran now, from what the router itself would do and expects. Nothing is started and nothing is kept.

export interface DryRunTask {
  taskId: string;
  kind: TaskKind;
  /** Who would get it, or its first call; null when nobody can, or nobody has to. */
  agent: { id: string; name: string } | null;
  /** Why it could not be done; null when it could. */
  reason: string | null;
  /** Share of runs in which it is done at all; null when a condition, a branch or a failure decides and too few runs tell how. */
  likelihood: number | null;
  /** Calls of agents; null when that is known only when it runs. `history`: as in the last runs. */
  calls: number | null;
  callsFrom: 'definition' | 'history' | null;
  successProbability: number | null;
  /** Of one call, or of the whole wait. `measured`: from outcomes of this agent; `estimated`: as the definition says; `history`: last runs. */
  durationMs: number | null;
  durationFrom: 'measured' | 'estimated' | 'history' | null;
  /** Of one call. */
  costUsd: number | null;
  /** Of all calls; of a sub-workflow, of all of it. */
  wholeMs: number | null;
  wholeCostUsd: number | null;
  times: EstimatedTimes | null;
}

export interface DryRun {
  tasks: DryRunTask[];
  /** Null when the duration of a task is not known; then `atLeastMs` leaves that task out. */
  totalMs: number | null;
  atLeastMs: number;
  /** Calls of agents that are expected on average, of the tasks whose number is known, and how many tasks leave theirs open. */
  calls: number;
  callsUnknown: number;
  /** Sum over the calls whose number and cost are known, as expected on average. */
  costUsd: number;
  /** Tasks whose cost nobody knows. */
  costUnknown: number;
  /** Tasks that nobody can take. */
  unplaced: number;
  /** Limits of which less is left now than it is expected to cost. */
  shortfalls: Shortfall[];
}

/** A dry run of which it is not yet known what it finds left. */
type PricedRun = Omit<DryRun, 'shortfalls'> & {
  /** Against limits of days and months, of all runs below it too. */
  spending: ExpectedSpending[];
};

interface Scene extends DryFleet {
  deps: Deps;
  /** Workflows that this one would run below, the outermost first. */
  above: readonly string[];
  /** Of sub-workflows, by id and version: each is looked at once. */
  known: Map<string, Promise<PricedRun | string>>;
  /** What each run would spend of its own limits, of this one and of those below it. */
  own: ExpectedSpending[];
  now: Date;
}

/** A number stands on enough outcomes, or is not shown. */
const shown = (predicted: RecordedPrediction | undefined) =>
  predicted === undefined || predicted[3] < ENOUGH_SAMPLES ? null : predicted[0];

interface Expected {
  task: TaskDefinition;
  spec: TaskSpec;
  routed: Routed;
  past: TaskPast | undefined;
  presence: Presence;
  /** At once, of the whole run. */
  maxConcurrent: number;
}

type Untimed = Omit<DryRunTask, 'times'>;

function callOf({ deps, ...scene }: Scene, { task, spec, routed, past, presence, maxConcurrent }: Expected): Untimed {
  const { fleet } = scene;
  const agent = fleet.agents.find(({ id }) => id === routed.agentId) ?? null;
  const outlook = agent === null ? undefined : fleet.describe(agent.id, spec);
  const measured = shown(outlook?.durationMs);
  const durationMs = measured ?? spec.estimatedDurationMs ?? null;
  const { calls, from } = expectCalls(task, past);
  const side = task.map && calls !== null && calls > 1 ? countSideBySide(deps, scene, { spec, calls }) : 1;
  const costUsd = shown(outlook?.costUsd) ?? agent?.costPerTaskUsd ?? null;
  return {
    ...{ taskId: task.task_id, kind: kindOf(task), agent: agent && { id: agent.id, name: agent.name }, reason: routed.reason },
    ...{ likelihood: likelihoodOf(presence, past), calls, callsFrom: from, successProbability: shown(outlook?.success) },
    ...{ durationMs, durationFrom: durationMs === null ? null : measured === null ? 'estimated' : 'measured', costUsd },
    wholeMs: wholeMs(task, { callMs: durationMs, calls, width: Math.min(side, maxConcurrent) }),
    wholeCostUsd: costUsd === null || calls === null ? null : costUsd * calls,
  };
}

function waitOf({ task, past, presence }: Expected): Untimed {
  const { ms, from } = expectWait(task, past);
  return {
    ...{ taskId: task.task_id, kind: kindOf(task), agent: null, reason: null, likelihood: likelihoodOf(presence, past) },
    ...{ calls: 0, callsFrom: 'definition', successProbability: null, durationMs: ms },
    durationFrom: from === 'history' ? 'history' : null,
    ...{ costUsd: 0, wholeMs: ms, wholeCostUsd: 0 },
  };
}

const subWorkflowKey = ({ sub_workflow: named }: TaskDefinition) => `${named?.workflow_id} ${named?.version ?? ''}`;

/** A sub-workflow is what its own dry run says; what that leaves open, it leaves open. */
async function subRunOf(scene: Scene, { task, past, presence }: Expected): Promise<Untimed> {
  const { workflow_id: id, version = null } = task.sub_workflow ?? { workflow_id: '' };
  const key = subWorkflowKey(task);
  const found = scene.known.get(key) ?? drySubWorkflow(scene, { id, version });
  scene.known.set(key, found);
  const run = await found;
  const base = { taskId: task.task_id, kind: 'sub_workflow', agent: null, likelihood: likelihoodOf(presence, past) } as const;
  const nothing = { calls: null, callsFrom: null, successProbability: null, durationMs: null, durationFrom: null, costUsd: null } as const;
  if (typeof run === 'string') return { ...base, ...nothing, reason: run, wholeMs: null, wholeCostUsd: null };
  const calls = run.callsUnknown === 0 ? run.calls : null;
  const costUsd = run.costUnknown === 0 ? run.costUsd : null;
  const reason = run.unplaced === 0 ? null : `nobody can take ${run.unplaced} of its tasks now`;
  const durationFrom = run.totalMs === null ? null : 'measured';
  return {
    ...{ ...base, reason, calls, callsFrom: calls === null ? null : 'definition', successProbability: null },
    ...{ durationMs: run.totalMs, durationFrom, costUsd, wholeMs: run.totalMs, wholeCostUsd: costUsd },
  };
}

/** @returns why it could not run, where it could not */
async function drySubWorkflow(scene: Scene, { id, version }: { id: string; version: number | null }): Promise<PricedRun | string> {
  if (scene.above.includes(id)) return `it would run below itself: ${[...scene.above, id].join(' > ')}`;
  if (scene.above.length >= CONTROL_LIMITS.subWorkflowDepth) return `workflows run at most ${CONTROL_LIMITS.subWorkflowDepth} levels deep`;
  try {
    const { definition } = await readPublishedDefinition(scene.deps.db.pool, id, version);
    return await dryRunDefinition(scene, { ...validateDefinition(definition), workflow_id: id });
  } catch (error) {
    if (error instanceof NotFoundError) return error.message;
    throw error;
  }
}

/** Tasks of which the definition does not say how often and how long. */
const needsPast = (task: TaskDefinition, presence: Presence) => presence !== 'always' || kindOf(task) !== 'agent';

async function expectTasks(scene: Scene, definition: WorkflowDefinition, dependencies: number[][]): Promise<Expected[]> {
  const { deps } = scene;
  const order = topologicalOrder(buildGraph(dependencies));
  const presences = presencesOf(order.map((at) => definition.tasks[at] as TaskDefinition));
  const presenceOf = (task: TaskDefinition) => presences.get(task.task_id) ?? 'always';
  const keys = definition.tasks.filter((task) => needsPast(task, presenceOf(task))).map((task) => task.task_id);
  const [past, typical] = await Promise.all([readTaskHistory(deps.db.pool, workflowSlug(definition), keys), typicalDurations(deps)]);
  const plan = planRun({
    ...{ definition, runId: deps.newId(), newId: deps.newId, input: {}, context: {}, now: Date.now() },
    typicalDurationMs: (taskType) => typical.get(taskType) ?? null,
  });
  const specs = definition.tasks.map((_, at) => plan.tasks[at]?.spec as TaskSpec);
  const routed = routeDefinition(deps, scene, { definition, dependencies, specs });
  return definition.tasks.map((task, at) => ({
    ...{ task, spec: specs[at] as TaskSpec, routed: routed[at] as Routed, past: past.get(task.task_id) },
    ...{ presence: presenceOf(task), maxConcurrent: plan.run.maxConcurrentTasks },
  }));
}

async function dryRunDefinition(outer: Scene, definition: WorkflowDefinition): Promise<PricedRun> {
  const scene = { ...outer, above: [...outer.above, workflowSlug(definition)] };
  const position = new Map(definition.tasks.map(({ task_id: id }, index) => [id, index]));
  const dependencies = definition.tasks.map((task) => task.dependencies.map((each) => position.get(dependencyId(each)) as number));
  const expected = await expectTasks(scene, definition, dependencies);
  const tasks: Untimed[] = [];
  for (const each of expected) {
    const kind = kindOf(each.task);
    tasks.push(kind === 'sub_workflow' ? await subRunOf(scene, each) : isControlKind(kind) ? waitOf(each) : callOf(scene, each));
  }
  const plan = tasks.map((task, index) => {
    const isCounted = isReckoned(expected[index]?.presence ?? 'always', task.likelihood);
    return {
      dependencies: dependencies[index] as number[],
      agent: isCounted ? (task.agent?.id ?? null) : null,
      durationMs: isCounted ? task.wholeMs : 0,
    };
  });
  const slots = new Map(scene.fleet.agents.map(({ id, maxConcurrentTasks }) => [id, maxConcurrentTasks]));
  const maxConcurrent = definition.execution_mode === 'sequential' ? 1 : definition.max_concurrent_tasks;
  const { times, atLeastMs, totalMs } = estimateRun(plan, { slots, maxConcurrent });
  const sum = (amountOf: (task: Untimed) => number | null) =>
    tasks.reduce((all, task, at) => all + (amountOf(task) ?? 0) * expectedPart(expected[at]?.presence ?? 'always', task.likelihood), 0);
  return {
    tasks: tasks.map((task, index) => ({ ...task, times: times[index] ?? null })),
    ...{ totalMs, atLeastMs, calls: sum(({ calls }) => calls), costUsd: sum(({ wholeCostUsd }) => wholeCostUsd) },
    callsUnknown: tasks.filter(({ calls }) => calls === null).length,
    costUnknown: tasks.filter(({ wholeCostUsd }) => wholeCostUsd === null).length,
    unplaced: tasks.filter(({ reason }) => reason !== null).length,
    spending: await spendingOf(scene, { definition, expected, tasks }),
  };
}

/** What it would spend of limits of days and months; what of its own is noted in the scene. */
async function spendingOf(
  scene: Scene,
  { definition, expected, tasks }: { definition: WorkflowDefinition; expected: readonly Expected[]; tasks: readonly Untimed[] },
): Promise<ExpectedSpending[]> {
  const partOf = (at: number) => expectedPart(expected[at]?.presence ?? 'always', tasks[at]?.likelihood ?? null);
  const priced = tasks.flatMap(({ taskId, agent, wholeCostUsd: usd }, at) =>
    agent === null ? [] : [{ taskId, spec: expected[at]?.spec ?? {}, agentId: agent.id, usd, part: partOf(at) }],
  );
  const run = { path: scene.above.slice(1), workflowId: definition.workflow_id ?? null, tasks: priced, now: scene.now };
  const { standing, own } = expectSpending(scene.fleet.budgets, run);
  scene.own.push(...own);
  for (const [at, { task }] of expected.entries()) {
    const below = task.sub_workflow && (await scene.known.get(subWorkflowKey(task)));
    if (below && typeof below !== 'string') standing.push(...scaleSpending(below.spending, partOf(at)));
  }
  return standing;
}

/**
 * Who would get each task of a workflow now, how often, how long it would take and what it would cost, and which limits
 * leave less than that.
 * @param request.definition as people write it; else `workflowId` of a stored one, its published version or else its draft
 * @throws InvalidDefinitionError with every fault, NotFoundError
 */
export async function dryRunWorkflow(deps: Deps, request: { definition: unknown } | { workflowId: string }): Promise<DryRun> {
  const definition = 'workflowId' in request ? await storedDefinition(deps, request.workflowId) : checkDefinition(deps, request.definition);
  const [fleet, live] = await Promise.all([loadFleet(deps), readLiveCounts(deps.db.hot)]);
  const inFlight = fleet.agents.map(({ id }) => live.get(id) ?? 0);
  const scene: Scene = { deps, fleet, inFlight, above: [], known: new Map(), own: [], now: new Date() };
  const { spending, ...run } = await dryRunDefinition(scene, definition);
  const shortfalls = await findShortfalls(deps, fleet, { expected: [...spending, ...scene.own], now: scene.now });
  return { ...run, shortfalls };
}

async function storedDefinition(deps: Deps, workflowId: string): Promise<WorkflowDefinition> {
  const { definition } = await readPublishedDefinition(deps.db.pool, workflowId, null);
  return { ...validateDefinition(definition), workflow_id: workflowId };
}
