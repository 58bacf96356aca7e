// The words of failures and of what is done about them. One failure has at most one recovery; what a recovery tried is in its steps.
//
//   recovery:  running -> recovered | failed | timed_out          (validated by what became of the tasks it touched)
//              escalated                                          (nothing the engine may do by itself: a person is told)

export const FAILURE_TYPES = [
  'agent_unresponsive',
  'task_timeout',
  'task_execution_error',
  'resource_exhaustion',
  'communication_failure',
  'performance_degradation',
  'dependency_failure',
  'security_violation',
  'system_overload',
] as const;
export type FailureType = (typeof FAILURE_TYPES)[number];

/** From the worst to the mildest. */
export const FAILURE_SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type FailureSeverity = (typeof FAILURE_SEVERITIES)[number];

export const RECOVERY_STRATEGIES = [
  'immediate_reassignment',
  'graceful_reassignment',
  'retry_with_backoff',
  'circuit_breaker',
  'degraded_service',
  'emergency_shutdown',
  'load_shedding',
  'failover_cluster',
] as const;
export type RecoveryStrategy = (typeof RECOVERY_STRATEGIES)[number];

/** Who noticed. `report`: a person or a client said so. */
export const DETECTORS = [
  'worker_lease',
  'agent_lease',
  'deaths',
  'task_timeout',
  'answer_timeout',
  'progress',
  'connection',
  'answer',
  'contract',
  'egress',
  'input',
  'baseline',
  'report',
] as const;
export type Detector = (typeof DETECTORS)[number];

export const RECOVERY_OUTCOMES = ['running', 'recovered', 'failed', 'escalated', 'timed_out'] as const;
export type RecoveryOutcome = (typeof RECOVERY_OUTCOMES)[number];

/** One thing a recovery did. */
export interface RecoveryStep {
  /** "took back 3 tasks", for people. */
  what: string;
  strategy: RecoveryStrategy;
  ok: boolean;
  /** ISO 8601. */
  at: string;
}

/** The promise every recovery is held against: from the fault to the task running again, in ms. */
export const RECOVERY_TARGET_MS = 120_000;

/** How long a process is trusted after it last renewed its lease, in ms. Recovery from its death takes this and a sweep. */
export const WORKER_LEASE_MS = 6_000;
/**
 * A process whose connection to the database has ended and that has renewed nothing for so long is dead, in ms: a living one has connected
 * again by then.
 */
export const WORKER_GONE_MS = 2_500;
/** A session that is younger judges nobody by that, in ms: after an outage of the database everybody has to connect again. */
export const WORKER_SETTLED_MS = 3_500;
/** How long a pull agent may be silent before its task is given to somebody else, in ms. */
export const PULL_LEASE_MS = 7_000;
