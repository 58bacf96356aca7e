import type { Detector, FailureSeverity, FailureType, RecoveryOutcome, RecoveryStrategy } from '@/server/core/recovery/failure.ts';

export const TYPE_WORDS: Record<FailureType, string> = {
  agent_unresponsive: 'Agent unresponsive',
  task_timeout: 'Task timeout',
  task_execution_error: 'Execution error',
  resource_exhaustion: 'Out of resources',
  communication_failure: 'Communication failure',
  performance_degradation: 'Slower than itself',
  dependency_failure: 'Dependency failure',
  security_violation: 'Security violation',
  system_overload: 'Overload',
};

/** What a failure is called. */
export const failureWord = ({ type, detector }: { type: FailureType; detector: Detector }): string =>
  detector === 'deaths' ? 'Kills its processes' : TYPE_WORDS[type];

export const STRATEGY_WORDS: Record<RecoveryStrategy, string> = {
  immediate_reassignment: 'reassigned at once',
  graceful_reassignment: 'drained and reassigned',
  retry_with_backoff: 'tried again later',
  circuit_breaker: 'agent isolated',
  degraded_service: 'fewer slots',
  emergency_shutdown: 'agent taken out',
  load_shedding: 'load shed',
  failover_cluster: 'failed over',
};

export const OUTCOME_WORDS: Record<RecoveryOutcome, string> = {
  running: 'recovering',
  recovered: 'recovered',
  failed: 'not recovered',
  escalated: 'needs a person',
  timed_out: 'took too long',
};

export const SEVERITY_TONES = { critical: 'fail', high: 'fail', medium: 'wait', low: 'plain', info: 'outline' } as const satisfies Record<
  FailureSeverity,
  string
>;
export const OUTCOME_TONES = {
  running: 'wait',
  recovered: 'ok',
  failed: 'fail',
  escalated: 'fail',
  timed_out: 'fail',
} as const satisfies Record<RecoveryOutcome, string>;
