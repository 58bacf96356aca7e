import { z } from 'zod';

/** Why an attempt failed, as a closed vocabulary: routing, retries and recovery decide by these words. */
export const ATTEMPT_ERROR_CODES = [
  'timeout',
  'connect_error',
  'first_byte_timeout',
  'idle_timeout',
  'stalled',
  'http_status',
  'rate_limited',
  'invalid_output',
  'output_too_large',
  'contract_failed',
  'egress_denied',
  'command_agents_disabled',
  'spawn_failed',
  'exit_code',
  'killed',
  'model_error',
  'agent_error',
  'simulated_failure',
  'input_unresolved',
  'condition_error',
  'lease_lost',
  'agent_gone',
  'dead_letter',
  'cancelled',
  'deadline_exceeded',
  'unsupported_kind',
  'too_many_items',
  'items_failed',
  'iteration_failed',
  'loop_exhausted',
  'branch_not_taken',
  'dependency_unmet',
  'condition_false',
  'left_out',
  'compensation_failed',
  'approval_rejected',
  'event_timeout',
  'sub_workflow_failed',
  'budget_exceeded',
  'internal',
] as const;
export type AttemptErrorCode = (typeof ATTEMPT_ERROR_CODES)[number];

export const attemptErrorSchema = z.object({
  code: z.enum(ATTEMPT_ERROR_CODES),
  /** For people; at most 2,000 characters, already free of secrets and control characters. */
  message: z.string(),
  /** Whether another attempt can end differently. */
  retryable: z.boolean(),
  /** The agent asked not to be called again before this has passed. */
  retryAfterMs: z.number().optional(),
  /** Exit code, HTTP status, the last lines of stderr. */
  detail: z.record(z.string(), z.json()).optional(),
});
export type AttemptError = z.output<typeof attemptErrorSchema>;

export interface AttemptUsage {
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
}
