import type { WaitReason } from '@/server/core/task/state.ts';

/** Why a task does not run yet, as a sentence. Exactly one gate holds a task at a time. */
export const WAIT_WORDS: Record<WaitReason, string> = {
  dependency: 'Waits for earlier tasks to finish',
  no_capable_agent: 'No registered agent has the capabilities it asks for',
  capacity: 'Every capable agent is busy',
  faster_agent: 'A faster agent, soon free, is to end it earlier',
  breaker: 'The circuit breaker of the capable agents is open',
  rate: 'A rate limit holds it back',
  budget_exceeded: 'No money is left for it',
  approval: 'Waits for a person to approve',
  paused: 'The run is paused',
  run_limit: 'The run already works on as many tasks as it allows at once',
  map_limit: 'The map already works on as many items as it allows at once',
  max_agents: 'The run already has as many agents at work as it allows',
  review: 'A person is to accept or reject the result',
  retry_delay: 'Waits a moment before the next attempt',
  shed: 'The queue is too long: more important tasks go first',
  timer: 'A timer is running',
  event: 'Waits for an event from outside',
  sub_workflow: 'Another workflow runs as this task',
  quarantine: 'Processes died while they held it: it runs apart from others like it',
};

/** The same where there is room for two words only. */
export const WAIT_BRIEF: Record<WaitReason, string> = {
  dependency: 'waits for others',
  no_capable_agent: 'no capable agent',
  capacity: 'agents are busy',
  faster_agent: 'a faster one is soon free',
  breaker: 'breaker is open',
  rate: 'rate limit',
  budget_exceeded: 'no money left',
  approval: 'needs approval',
  paused: 'run is paused',
  run_limit: 'run is at its limit',
  map_limit: 'map is at its limit',
  max_agents: 'run has its agents',
  review: 'needs a review',
  retry_delay: 'waits to retry',
  shed: 'queue is too long',
  timer: 'timer runs',
  event: 'waits for an event',
  sub_workflow: 'workflow runs',
  quarantine: 'runs apart',
};
