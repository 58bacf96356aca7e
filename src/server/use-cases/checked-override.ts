import { z } from 'zod';
import { type BreakerOverride, resolvePolicy } from '../core/breaker/policy-override.ts';
import { InvalidError } from '../core/errors.ts';
import { faultsOf, firstFault } from '../core/shape-words.ts';

/**
 * What an agent's breakers are to do otherwise, if it makes a policy of both kinds.
 * @throws InvalidError
 */
export function checkedOverride(wish: BreakerOverride | null | undefined): BreakerOverride | null | undefined {
  try {
    if (wish) for (const type of ['agent', 'agent_task_type'] as const) resolvePolicy(type, wish);
    return wish;
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const faults = faultsOf(error, ['breaker']);
    throw new InvalidError(firstFault('these settings make no policy of a breaker', faults), faults);
  }
}
