import type { AttemptError, AttemptErrorCode } from '../task/attempt-outcome.ts';
import type { Detector, FailureSeverity, FailureType } from './failure.ts';

/** What a failed attempt is in the words of recovery. */
export interface ClassifiedError {
  type: FailureType;
  detector: Detector;
}

const is = (type: FailureType, detector: Detector): ClassifiedError => ({ type, detector });

/** Null: ended from our side, which is no failure of anything. `http_status`, `killed` and `exit_code` are told apart by their detail. */
const KINDS: Readonly<Record<AttemptErrorCode, ClassifiedError | null>> = {
  timeout: is('task_timeout', 'task_timeout'),
  connect_error: is('communication_failure', 'connection'),
  first_byte_timeout: is('agent_unresponsive', 'answer_timeout'),
  idle_timeout: is('agent_unresponsive', 'answer_timeout'),
  stalled: is('agent_unresponsive', 'progress'),
  http_status: is('task_execution_error', 'answer'),
  rate_limited: is('system_overload', 'answer'),
  invalid_output: is('task_execution_error', 'answer'),
  output_too_large: is('resource_exhaustion', 'answer'),
  contract_failed: is('task_execution_error', 'contract'),
  egress_denied: is('security_violation', 'egress'),
  command_agents_disabled: is('security_violation', 'egress'),
  spawn_failed: is('resource_exhaustion', 'connection'),
  exit_code: is('task_execution_error', 'answer'),
  killed: is('resource_exhaustion', 'answer'),
  model_error: is('task_execution_error', 'answer'),
  agent_error: is('task_execution_error', 'answer'),
  simulated_failure: is('task_execution_error', 'answer'),
  input_unresolved: is('dependency_failure', 'input'),
  condition_error: is('dependency_failure', 'input'),
  lease_lost: is('agent_unresponsive', 'worker_lease'),
  agent_gone: is('agent_unresponsive', 'agent_lease'),
  dead_letter: is('agent_unresponsive', 'worker_lease'),
  cancelled: null,
  deadline_exceeded: null,
  too_many_items: null,
  items_failed: null,
  iteration_failed: null,
  loop_exhausted: null,
  branch_not_taken: null,
  dependency_unmet: null,
  condition_false: null,
  left_out: null,
  compensation_failed: null,
  approval_rejected: null,
  event_timeout: null,
  budget_exceeded: null,
  sub_workflow_failed: null,
  unsupported_kind: is('dependency_failure', 'input'),
  internal: is('task_execution_error', 'answer'),
};

/** Answers of what stands between us and an agent. */
const GATEWAY_STATUSES: readonly unknown[] = [408, 502, 504];
const ACCESS_STATUSES: readonly unknown[] = [401, 403];
const OVERLOAD_STATUSES: readonly unknown[] = [429, 503];
/** Of a process the kernel killed, mostly for its memory. */
const KILLED_EXIT = 137;

/** What a failed attempt says of the system around it; null when it says nothing. */
export function classifyError(error: AttemptError): ClassifiedError | null {
  const { status, exit_code: exitCode } = error.detail ?? {};
  if (error.code === 'http_status') {
    if (GATEWAY_STATUSES.includes(status)) return is('communication_failure', 'answer');
    if (ACCESS_STATUSES.includes(status)) return is('security_violation', 'answer');
    if (OVERLOAD_STATUSES.includes(status)) return is('system_overload', 'answer');
  }
  if (error.code === 'exit_code' && exitCode === KILLED_EXIT) return is('resource_exhaustion', 'answer');
  return KINDS[error.code];
}

/**
 * How bad one failed attempt is: the first failure of a task that is tried again is low, a further one medium, one that ends the task high.
 * @param of.made attempts of the task that failed or were lost so far, this one among them
 */
export function severityOfAttempt(of: { final: boolean; made: number }): FailureSeverity {
  if (of.final) return 'high';
  return of.made > 1 ? 'medium' : 'low';
}
