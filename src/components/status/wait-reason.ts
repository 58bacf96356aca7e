import type { WaitReason } from '@/server/core/task/state.ts';

/** Why a task does not run yet, as a sentence. Exactly one gate holds a task at a time. */
export const WAIT_WORDS: Record<WaitReason, string> = {
  dependency: 'Waits for earlier tasks to finish',
  no_capable_agent: 'No registered agent has the capabilities it asks for',
  capacity: 'Every capable agent is busy',
  breaker: 'The circuit breaker of the capable agents is open',
  rate: 'A rate limit holds it back',
  budget: 'The budget is used up',
  approval: 'Waits for a person to approve',
  paused: 'The run is paused',
  run_limit: 'The run already works on as many tasks as it allows at once',
  retry_delay: 'Waits a moment before the next attempt',
};
