import { z } from 'zod';
import { InvalidError, NotFoundError } from '../core/errors.ts';
import { recordedComponents } from '../core/routing/decision-record.ts';
import type { Placement } from '../core/routing/route-batch.ts';
import type { RoutingStrategy } from '../core/routing/strategies.ts';
import { specOf, type TaskSpec } from '../core/task/spec.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { plainName, ROUTING_STRATEGIES } from '../core/workflow/definition.ts';
import { validateDefinition } from '../core/workflow/validate-definition.ts';
import { readLiveCounts } from '../db/read-queue.ts';
import { findTaskSpec } from '../db/read-task-spec.ts';
import type { Deps } from '../deps.ts';
import { type LoadedFleet, loadFleet } from './load-fleet.ts';

export const compareStrategiesSchema = z.strictObject({
  taskId: z.uuid().optional(),
  taskType: plainName.optional(),
  requiredCapabilities: z.array(plainName).max(50).default([]),
});
export type CompareStrategies = z.output<typeof compareStrategiesSchema>;

/** Candidates shown per strategy. */
const SHOWN = 5;

export interface StrategyChoice {
  strategy: RoutingStrategy;
  /** Weights of the components that counted, as routed now. */
  weights: Record<string, number>;
  /** Who scores highest; null when nobody could take it. */
  agentId: string | null;
  agentName: string | null;
  score: number | null;
  /** Why nobody could. */
  reason: string | null;
  /** The best, highest first. */
  candidates: { agentId: string; agentName: string | null; score: number }[];
}

export interface StrategyComparison {
  taskType: string;
  requiredCapabilities: string[];
  strategies: StrategyChoice[];
}

async function specFor(deps: Pick<Deps, 'db' | 'env'>, input: CompareStrategies): Promise<TaskSpec> {
  if ((input.taskId === undefined) === (input.taskType === undefined)) {
    throw new InvalidError('name a task or a type of task, not both', [{ path: 'taskType', message: 'name this or a task' }]);
  }
  if (input.taskId !== undefined) {
    const text = await findTaskSpec(deps.db, input.taskId);
    if (text === null) throw new NotFoundError(`no task ${input.taskId}`);
    return parseSpec(text);
  }
  const task = { task_id: 'task', task_type: input.taskType, required_capabilities: input.requiredCapabilities };
  const definition = validateDefinition({ workflow_id: 'compare', name: 'Compare strategies', tasks: [task] });
  const [only] = definition.tasks;
  if (only === undefined) throw new InvalidError('there is no task to compare with');
  return specOf(only, definition);
}

function present(strategy: RoutingStrategy, placement: Placement | undefined, nameOf: (id: string) => string | null): StrategyChoice {
  const nobody = { strategy, weights: {}, agentId: null, agentName: null, score: null, candidates: [] };
  if (placement === undefined) return { ...nobody, reason: 'the router gave no answer' };
  if ('wait' in placement) return { ...nobody, reason: placement.wait.detail };
  // Chance may choose another now and then; compared is who looks best.
  const ranked = placement.decision.candidates.toSorted((a, b) => b[1] - a[1]);
  const candidates = ranked.slice(0, SHOWN).map(([agentId, score]) => ({ agentId, agentName: nameOf(agentId), score }));
  const [best] = candidates;
  return {
    strategy,
    weights: Object.fromEntries(recordedComponents(placement.decision).map(({ name, weight }) => [name, weight])),
    agentId: best?.agentId ?? null,
    agentName: best?.agentName ?? null,
    score: best?.score ?? null,
    reason: null,
    candidates,
  };
}

/** Routing with each strategy by itself, from the same snapshot. */
function routerOf(fleet: LoadedFleet, live: ReadonlyMap<string, number>) {
  const inFlight = fleet.agents.map(({ id }) => live.get(id) ?? 0);
  const now = Date.now();
  return (spec: TaskSpec): Placement | undefined =>
    fleet.router.route({ tasks: [{ taskId: spec.strategy, spec, model: fleet.models.active }], inFlight, now, random: () => 0 })[0];
}

/** Whom each of the twelve strategies would choose for a task on the fleet as it is now. Decides and writes nothing. */
export async function compareStrategies(deps: Pick<Deps, 'db' | 'env'>, input: CompareStrategies): Promise<StrategyComparison> {
  const spec = await specFor(deps, input);
  const [fleet, live] = await Promise.all([loadFleet(deps), readLiveCounts(deps.db.hot)]);
  const route = routerOf(fleet, live);
  const names = new Map(fleet.agents.map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => names.get(id) ?? null;
  return {
    taskType: spec.taskType,
    requiredCapabilities: spec.requiredCapabilities,
    strategies: ROUTING_STRATEGIES.map((strategy) => present(strategy, route({ ...spec, strategy }), nameOf)),
  };
}
