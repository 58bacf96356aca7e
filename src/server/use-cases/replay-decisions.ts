import { z } from 'zod';
import { InvalidError } from '../core/errors.ts';
import { decisionRecordSchema } from '../core/routing/decision-record.ts';
import { judgeDecision } from '../core/routing/judge-decision.ts';
import { weightsSchema } from '../core/routing/routing-model.ts';
import { STRATEGY_WEIGHTS } from '../core/routing/strategies.ts';
import { COMPONENTS, type Weights } from '../core/routing/weights.ts';
import { type WhatIf, WhatIfReplay } from '../core/routing/what-if.ts';
import { plainName, ROUTING_STRATEGIES } from '../core/workflow/definition.ts';
import { findAgentNames } from '../db/agents.ts';
import { readDecided } from '../db/routing-reports.ts';
import type { Deps } from '../deps.ts';
import { activeModel } from './roll-out-model.ts';

export const whatIfSchema = z.strictObject({
  strategy: z.enum(ROUTING_STRATEGIES).optional(),
  weights: weightsSchema.optional(),
  taskType: plainName.optional(),
  limit: z.number().int().min(1).max(5_000).default(1_000),
});
export type WhatIfInput = z.output<typeof whatIfSchema>;

/** Decisions replayed before others get their turn. */
const SLICE = 100;
const yieldTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

export interface WhatIfAnswer extends WhatIf {
  weights: Weights;
  /** Share of choices by chance that the replayed policy keeps. */
  floor: number;
  agentNames: Record<string, string>;
}

/**
 * What other weights would have done with the newest decisions.
 * @throws InvalidError unless exactly one of strategy and weights is given
 */
export async function replayDecisions(deps: Pick<Deps, 'db'>, input: WhatIfInput): Promise<WhatIfAnswer> {
  if ((input.strategy === undefined) === (input.weights === undefined)) {
    throw new InvalidError('name a strategy or weights, not both', [{ path: 'weights', message: 'name this or a strategy' }]);
  }
  const { config } = await activeModel(deps);
  const own = input.strategy && (config.weights[input.strategy] ?? STRATEGY_WEIGHTS[input.strategy]);
  const weights = (input.weights ?? own) as Weights;
  const replay = new WhatIfReplay(weights, config.explore.floor);
  const rows = await readDecided(deps.db, { taskType: input.taskType ?? null, limit: input.limit });
  for (const [at, { id, taskType, agentId, record: stored, end }] of rows.entries()) {
    if (at % SLICE === SLICE - 1) await yieldTurn();
    const record = decisionRecordSchema.safeParse(stored);
    if (record.success) replay.add({ id, taskType, agentId, record: record.data, success: end === null ? null : judgeDecision(end) });
  }
  const result = replay.result();
  const names = await findAgentNames(deps.db, [...new Set(result.changes.flatMap(({ chosen, instead }) => [chosen, instead]))]);
  const complete = Object.fromEntries(COMPONENTS.map((component) => [component, weights[component]])) as Weights;
  return { ...result, weights: complete, floor: config.explore.floor, agentNames: Object.fromEntries(names) };
}
