import type { AttemptErrorCode } from './attempt-outcome.ts';

/** Failures that say nothing about who held the task. */
const NOT_THE_AGENT: readonly AttemptErrorCode[] = [
  'input_unresolved',
  'condition_error',
  'lease_lost',
  'agent_gone',
  'dead_letter',
  'cancelled',
  'unsupported_kind',
  'egress_denied',
  'command_agents_disabled',
  'too_many_items',
  'items_failed',
  'iteration_failed',
  'loop_exhausted',
  'branch_not_taken',
  'dependency_unmet',
  'condition_false',
  'left_out',
  'compensation_failed',
  'budget_exceeded',
  'internal',
];

/** Whether an end says something of the agent: null, or an error that was its own. */
export const isItsOwn = (errorCode: AttemptErrorCode | null): boolean => errorCode === null || !NOT_THE_AGENT.includes(errorCode);
