import type { AttemptError, AttemptErrorCode } from '../task/attempt-outcome.ts';
import type { Outcome, OutcomeKind } from './breaker.ts';

/** How an attempt ended, in the breaker's words. */
export type BreakerOutcome = Pick<Outcome, 'kind' | 'retryAfterMs'>;

/** Refusals below 500 that say something about the agent: its access, its address, its speed, its load. Others are the caller's fault. */
const FAILING_STATUSES: readonly number[] = [401, 404, 408, 429];

/** Whether an HTTP status may open the breaker of the agent that answered it. A redirect is not followed, so the agent does not work. */
export function mayOpenByStatus(status: number): boolean {
  if (status >= 400 && status < 500) return FAILING_STATUSES.includes(status);
  return status >= 300;
}

/**
 * What each cause of a failed attempt says about its agent. released: the agent was never called. ignored: ended from our side.
 * `http_status` is told apart by the status.
 */
const KINDS: Readonly<Record<Exclude<AttemptErrorCode, 'http_status'>, OutcomeKind>> = {
  timeout: 'failure',
  connect_error: 'failure',
  first_byte_timeout: 'failure',
  idle_timeout: 'failure',
  rate_limited: 'failure',
  invalid_output: 'failure',
  output_too_large: 'failure',
  contract_failed: 'failure',
  spawn_failed: 'failure',
  exit_code: 'failure',
  killed: 'failure',
  model_error: 'failure',
  agent_error: 'failure',
  simulated_failure: 'failure',
  egress_denied: 'released',
  command_agents_disabled: 'released',
  unsupported_kind: 'released',
  input_unresolved: 'released',
  condition_error: 'released',
  lease_lost: 'ignored',
  agent_gone: 'ignored',
  dead_letter: 'ignored',
  cancelled: 'ignored',
  deadline_exceeded: 'ignored',
  internal: 'ignored',
};

/** @param error why the attempt failed; null when it completed */
export function classifyOutcome(error: AttemptError | null): BreakerOutcome {
  if (error === null) return { kind: 'success' };
  const kind = error.code === 'http_status' ? kindOfStatus(error.detail?.status) : KINDS[error.code];
  return kind === 'failure' && error.retryAfterMs !== undefined ? { kind, retryAfterMs: error.retryAfterMs } : { kind };
}

function kindOfStatus(status: unknown): OutcomeKind {
  return typeof status !== 'number' || mayOpenByStatus(status) ? 'failure' : 'benign';
}
