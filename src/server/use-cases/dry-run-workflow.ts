import { specUnder } from '../core/mode/orchestration-mode.ts';
import { ENOUGH_SAMPLES } from '../core/prediction/prediction.ts';
import type { RecordedPrediction } from '../core/prediction/prediction-table.ts';
import { type EstimatedTimes, estimateRun } from '../core/schedule/estimate-run.ts';
import { specOf, type TaskSpec } from '../core/task/spec.ts';
import { dependencyId } from '../core/workflow/check-graph.ts';
import type { TaskDefinition, WorkflowDefinition } from '../core/workflow/definition.ts';
import { buildGraph, levelsOf, topologicalOrder } from '../core/workflow/graph.ts';
import { isControlKind, kindOf, type TaskKind } from '../core/workflow/task-kind.ts';
import { readLiveCounts } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { checkDefinition } from './accept-definition.ts';
import { type LoadedFleet, loadFleet } from './load-fleet.ts';
import { readWorkflow } from './read-workflow.ts';

// What would happen if a workflow ran now, from what the router itself would do and expects. Nothing is started and nothing is kept.

const MS_PER_SECOND = 1_000;

export interface DryRunTask {
  taskId: string;
  kind: TaskKind;
  /** Who would get it; null when nobody can, or nobody has to. */
  agent: { id: string; name: string } | null;
  /** Why nobody can take it; null when somebody does or nobody has to. */
  reason: string | null;
  /** Calls of the agent; null when that is known only when it runs. */
  calls: number | null;
  successProbability: number | null;
  /** Of one call. `measured`: from outcomes of this agent; `estimated`: as the definition says. */
  durationMs: number | null;
  durationFrom: 'measured' | 'estimated' | null;
  /** Of one call. */
  costUsd: number | null;
  times: EstimatedTimes | null;
}

export interface DryRun {
  tasks: DryRunTask[];
  /** Null when the duration of a task is not known; then `atLeastMs` leaves that task out. */
  totalMs: number | null;
  atLeastMs: number;
  /** Sum over the calls whose number and cost are known. */
  costUsd: number;
  /** Tasks whose cost nobody knows. */
  costUnknown: number;
  /** Tasks that nobody can take. */
  unplaced: number;
}

/** A number stands on enough outcomes, or is not shown. */
const shown = (predicted: RecordedPrediction | undefined) =>
  predicted === undefined || predicted[3] < ENOUGH_SAMPLES ? null : predicted[0];

interface Routed {
  agentId: string | null;
  reason: string | null;
}

/** Always the same answer to the same question. */
const MIDDLE = () => 0.5;

/** Who would get the tasks of one level: those that find every slot taken come in the next wave, as they would. */
function routeLevel(
  deps: Deps,
  { fleet, inFlight }: { fleet: LoadedFleet; inFlight: readonly number[] },
  specs: readonly TaskSpec[],
): Routed[] {
  const routed: Routed[] = specs.map(() => ({ agentId: null, reason: null }));
  let open = [...specs.keys()];
  let load = inFlight;
  for (;;) {
    const now = Date.now();
    const placements = fleet.router.route({
      tasks: open.map((at) => ({ taskId: String(at), spec: specs[at] as TaskSpec, model: fleet.models.active })),
      inFlight: load,
      now,
      random: MIDDLE,
      watch: (seen) => deps.breakers.watch(seen, now),
    });
    const left: number[] = [];
    for (const placement of placements) {
      const at = Number(placement.taskId);
      const waits = 'wait' in placement;
      routed[at] = waits ? { agentId: null, reason: placement.wait.detail } : { agentId: placement.agentId, reason: null };
      if (waits) left.push(at);
    }
    const wasIdle = load.every((count) => count === 0);
    if (left.length === 0 || (wasIdle && left.length === open.length)) return routed;
    open = left;
    load = inFlight.map(() => 0);
  }
}

function routeAll(
  deps: Deps,
  at: { fleet: LoadedFleet; inFlight: readonly number[] },
  { definition, dependencies }: { definition: WorkflowDefinition; dependencies: number[][] },
): Routed[] {
  const graph = buildGraph(dependencies);
  const levels = levelsOf(graph, topologicalOrder(graph));
  const routed: Routed[] = definition.tasks.map(() => ({ agentId: null, reason: null }));
  for (let level = 1; level <= Math.max(0, ...levels); level += 1) {
    const members = definition.tasks.flatMap((task, index) => (levels[index] === level && !isControlKind(kindOf(task)) ? [index] : []));
    const specs = members.map((index) => specUnder(at.fleet.mode, specOf(definition.tasks[index] as TaskDefinition, definition)));
    for (const [place, each] of routeLevel(deps, at, specs).entries()) routed[members[place] as number] = each;
  }
  return routed;
}

/** How often the agent is called; null when only the run will tell. */
function callsOf(task: TaskDefinition): number | null {
  if (task.map) return Array.isArray(task.map.over) ? task.map.over.length : null;
  return task.loop ? null : isControlKind(kindOf(task)) ? 0 : 1;
}

/** How long a task without an agent takes; null when that is up to others. */
function controlMs(task: TaskDefinition): number | null {
  if (task.timer && 'seconds' in task.timer) return task.timer.seconds * MS_PER_SECOND;
  return task.branch ? 0 : null;
}

function taskOf(
  task: TaskDefinition,
  routed: Routed,
  { fleet, definition }: { fleet: LoadedFleet; definition: WorkflowDefinition },
): Omit<DryRunTask, 'times'> {
  const spec = specOf(task, definition);
  const agent = fleet.agents.find(({ id }) => id === routed.agentId) ?? null;
  const expected = agent === null ? undefined : fleet.describe(agent.id, spec);
  const measured = shown(expected?.durationMs);
  const durationMs = measured ?? spec.estimatedDurationMs ?? null;
  const isControl = isControlKind(kindOf(task));
  return {
    taskId: task.task_id,
    kind: kindOf(task),
    agent: agent && { id: agent.id, name: agent.name },
    reason: routed.reason,
    calls: callsOf(task),
    successProbability: shown(expected?.success),
    durationMs: isControl ? controlMs(task) : durationMs,
    durationFrom: isControl || durationMs === null ? null : measured === null ? 'estimated' : 'measured',
    costUsd: isControl ? 0 : (shown(expected?.costUsd) ?? agent?.costPerTaskUsd ?? null),
  };
}

/** All calls of a task, as many at once as its agent has slots. */
function wholeMs({ durationMs, calls, kind, agent }: Omit<DryRunTask, 'times'>, slots: ReadonlyMap<string, number>): number | null {
  if (calls === 0 || kind === 'agent') return durationMs;
  return durationMs === null || calls === null ? null : durationMs * Math.ceil(calls / Math.max(1, slots.get(agent?.id ?? '') ?? 1));
}

/**
 * Who would get each task of a workflow now, how long it would take and what it would cost.
 * @param request.definition as people write it; else `workflowId` of a stored one, its published version or else its draft
 * @throws InvalidDefinitionError with every fault, NotFoundError
 */
export async function dryRunWorkflow(deps: Deps, request: { definition: unknown } | { workflowId: string }): Promise<DryRun> {
  const definition = 'workflowId' in request ? await storedDefinition(deps, request.workflowId) : checkDefinition(deps, request.definition);
  const [fleet, live] = await Promise.all([loadFleet(deps), readLiveCounts(deps.db.hot)]);
  const position = new Map(definition.tasks.map(({ task_id: id }, index) => [id, index]));
  const dependencies = definition.tasks.map((task) => task.dependencies.map((each) => position.get(dependencyId(each)) as number));
  const inFlight = fleet.agents.map(({ id }) => live.get(id) ?? 0);
  const routed = routeAll(deps, { fleet, inFlight }, { definition, dependencies });
  const tasks = definition.tasks.map((task, index) => taskOf(task, routed[index] as Routed, { fleet, definition }));
  const slots = new Map(fleet.agents.map(({ id, maxConcurrentTasks }) => [id, maxConcurrentTasks]));
  const plan = tasks.map((task, index) => ({
    dependencies: dependencies[index] as number[],
    agent: task.agent?.id ?? null,
    durationMs: wholeMs(task, slots),
  }));
  const { times, atLeastMs, totalMs } = estimateRun(plan, { slots, maxConcurrent: definition.max_concurrent_tasks });
  const costs = tasks.map(({ costUsd, calls }) => (costUsd === null || calls === null ? null : costUsd * calls));
  return {
    tasks: tasks.map((task, index) => ({ ...task, times: times[index] ?? null })),
    totalMs,
    atLeastMs,
    costUsd: costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
    costUnknown: costs.filter((cost) => cost === null).length,
    unplaced: tasks.filter(({ reason }) => reason !== null).length,
  };
}

async function storedDefinition(deps: Deps, workflowId: string): Promise<WorkflowDefinition> {
  const { published, draft } = await readWorkflow(deps, workflowId);
  return published ?? draft;
}
