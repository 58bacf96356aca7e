import { z } from 'zod';
import { type AgentPrediction, Belief } from '../core/prediction/belief.ts';
import { type Accuracy, measureAccuracy } from '../core/prediction/measure-accuracy.ts';
import { judgeDecision } from '../core/routing/judge-decision.ts';
import { plainName } from '../core/workflow/definition.ts';
import { findAgentNames } from '../db/agents.ts';
import { readBelief } from '../db/belief-learning.ts';
import { readPredicted } from '../db/routing-reports.ts';
import type { Deps } from '../deps.ts';
import { readRoutingModels } from './read-routing-models.ts';

export const routingAccuracySchema = z.strictObject({
  windowHours: z.number().int().min(1).max(8_760).default(168),
  taskType: plainName.optional(),
});
export type RoutingAccuracyInput = z.output<typeof routingAccuracySchema>;

/** Pairs of agent and task type that are shown. */
const MOST_PREDICTIONS = 1_000;

export interface PairPrediction extends AgentPrediction {
  agentId: string;
  /** Null when the agent is gone. */
  agentName: string | null;
  taskType: string;
}

export interface RoutingAccuracy extends Accuracy {
  windowHours: number;
  /** What is expected now of every agent at every type it has met, by name. */
  predictions: PairPrediction[];
}

async function predictPairs(deps: Pick<Deps, 'db'>, taskType: string | undefined): Promise<PairPrediction[]> {
  const [{ state }, { active }] = await Promise.all([readBelief(deps.db.pool), readRoutingModels(deps)]);
  if (state === null) return [];
  const belief = Belief.restore(state, Date.now(), active.memory);
  const checked = new Set(state.verified.rows.map(({ agent, type }) => `${agent} ${type}`));
  const pairs = state.returned.rows.filter(({ type }) => taskType === undefined || type === taskType).slice(0, MOST_PREDICTIONS);
  const names = await findAgentNames(deps.db, [...new Set(pairs.map(({ agent }) => agent))]);
  return pairs
    .map(({ agent, type, fit }) => ({
      agentId: agent,
      agentName: names.get(agent) ?? null,
      taskType: type,
      ...belief.predict({ agent, type, fit, contract: checked.has(`${agent} ${type}`) }),
    }))
    .sort((a, b) => a.taskType.localeCompare(b.taskType) || (a.agentName ?? '').localeCompare(b.agentName ?? ''));
}

/** How well assignments of the window were predicted, and what is predicted now. */
export async function readRoutingAccuracy(deps: Pick<Deps, 'db'>, input: RoutingAccuracyInput): Promise<RoutingAccuracy> {
  const { windowHours, taskType } = input;
  const [rows, predictions] = await Promise.all([
    readPredicted(deps.db, { windowHours, taskType: taskType ?? null }),
    predictPairs(deps, taskType),
  ]);
  const outcomes = rows.flatMap((row) => {
    const success = judgeDecision(row);
    return success === null ? [] : [{ ...row, success }];
  });
  const to = Date.now();
  return { windowHours, predictions, ...measureAccuracy(outcomes, { from: to - windowHours * 3_600_000, to }) };
}
