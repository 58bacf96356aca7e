import type { AgentConfig } from '../core/agent/agent.ts';
import type { AgentCall } from './adapter.ts';

// A model tells what it used when it has ended. Until then, what its call has cost is estimated from the text that went and came.

/** Of text as models are given it; the usage that is stored is the provider's own count. */
const BYTES_PER_TOKEN = 4;
const PER_MILLION = 1_000_000;

type Prices = Pick<AgentConfig<'openai'>, 'input_cost_per_million_usd' | 'output_cost_per_million_usd'>;

const tokensOf = (bytes: number) => Math.ceil(bytes / BYTES_PER_TOKEN);

/**
 * Holds what a call has cost so far against what it may cost, and asks for more before it goes on.
 * @returns what the call has cost when it may not go on, in US dollars; null: it may. Always null without limits or prices.
 */
export function watchSpending(
  { input_cost_per_million_usd: input, output_cost_per_million_usd: output }: Prices,
  { inputBytes, spending }: { inputBytes: number; spending: AgentCall['spending'] },
): (outputBytes: number) => Promise<number | null> {
  if (spending === undefined || (input === undefined && output === undefined)) return async () => null;
  let { allowedUsd } = spending;
  return async (outputBytes) => {
    const costUsd = (tokensOf(inputBytes) * (input ?? 0) + tokensOf(outputBytes) * (output ?? 0)) / PER_MILLION;
    if (costUsd > allowedUsd) allowedUsd = await spending.askForMore(costUsd);
    return costUsd > allowedUsd ? costUsd : null;
  };
}
