import type { AgentProfile } from '../agent/agent.ts';

/** What a model is taken to answer where nothing says how long it may get, tokens. */
const USUAL_ANSWER_TOKENS = 1_000;
const PER_MILLION = 1_000_000;

/**
 * What a call of an agent is expected to cost, in US dollars: what calls like it cost so far, else the agent's price, else what the longest
 * answer of a model with prices costs. 0 for an agent that says nothing of cost.
 * @param meanCostUsd of its calls at this type of task; null when none had a cost
 */
export function predictCost(
  { kind, config, costPerTaskUsd }: Pick<AgentProfile, 'kind' | 'config' | 'costPerTaskUsd'>,
  meanCostUsd: number | null,
): number {
  const known = meanCostUsd ?? costPerTaskUsd;
  if (known !== null) return known;
  if (kind !== 'openai' || !('output_cost_per_million_usd' in config)) return 0;
  const tokens = config.max_output_tokens ?? USUAL_ANSWER_TOKENS;
  return ((config.output_cost_per_million_usd ?? 0) * tokens) / PER_MILLION;
}
