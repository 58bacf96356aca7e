import type { AttemptError, AttemptErrorCode } from '../task/attempt-outcome.ts';
import type { Outcome, OutcomeKind } from './breaker.ts';
import type { BreakerResourceType } from './presets.ts';

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
  stalled: 'failure',
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
  too_many_items: 'ignored',
  items_failed: 'ignored',
  iteration_failed: 'ignored',
  loop_exhausted: 'ignored',
  branch_not_taken: 'ignored',
  dependency_unmet: 'ignored',
  condition_false: 'ignored',
  left_out: 'ignored',
  compensation_failed: 'ignored',
  approval_rejected: 'ignored',
  event_timeout: 'ignored',
  sub_workflow_failed: 'ignored',
  budget_exceeded: 'ignored',
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

/** What a contract refused: the agent works, but not at this type of task. */
const OF_THE_TASK_TYPE: readonly AttemptErrorCode[] = ['contract_failed'];
/** Where the way to the agent, or who provides it, failed. */
const OF_THE_HOST: readonly AttemptErrorCode[] = ['connect_error', 'first_byte_timeout', 'idle_timeout', 'rate_limited', 'model_error'];
/** An answer that a host in good order does not give. */
const BAD_HOST_STATUS = 500;

/** What an attempt's end says about one of the resources it passed; the others may hear something else of it. */
export function outcomeFor(type: Exclude<BreakerResourceType, 'workflow'>, error: AttemptError | null): BreakerOutcome {
  const outcome = classifyOutcome(error);
  if (error === null || outcome.kind !== 'failure') return outcome;
  switch (type) {
    case 'agent_task_type':
      return outcome;
    case 'agent':
      return OF_THE_TASK_TYPE.includes(error.code) ? { kind: 'benign' } : outcome;
    case 'provider_host':
      return isOfTheHost(error) ? outcome : { kind: 'benign' };
  }
}

function isOfTheHost({ code, detail }: AttemptError): boolean {
  if (code !== 'http_status') return OF_THE_HOST.includes(code);
  const status = detail?.status;
  return typeof status === 'number' && (status >= BAD_HOST_STATUS || status === 408 || status === 429);
}
