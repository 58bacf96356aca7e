import type { FailureSeverity, FailureType, RecoveryStrategy } from './failure.ts';

/** First what is tried first. */
type Ladder = readonly RecoveryStrategy[];

/**
 * What is done about each failure at each severity: the first strategy that fits the subject, then the others in their order. The mildest
 * rows touch one task, the worst a whole pool or the fleet.
 */
export const RECOVERY_TABLE: Readonly<Record<FailureType, Readonly<Record<FailureSeverity, Ladder>>>> = {
  agent_unresponsive: {
    critical: ['failover_cluster', 'immediate_reassignment', 'circuit_breaker'],
    high: ['immediate_reassignment', 'circuit_breaker'],
    medium: ['immediate_reassignment', 'retry_with_backoff'],
    low: ['immediate_reassignment', 'retry_with_backoff'],
    info: ['retry_with_backoff', 'graceful_reassignment'],
  },
  task_timeout: {
    critical: ['immediate_reassignment', 'circuit_breaker', 'failover_cluster'],
    high: ['immediate_reassignment', 'graceful_reassignment'],
    medium: ['immediate_reassignment', 'retry_with_backoff'],
    low: ['retry_with_backoff', 'immediate_reassignment'],
    info: ['retry_with_backoff', 'graceful_reassignment'],
  },
  task_execution_error: {
    critical: ['circuit_breaker', 'immediate_reassignment'],
    high: ['immediate_reassignment', 'circuit_breaker'],
    medium: ['immediate_reassignment', 'retry_with_backoff'],
    low: ['retry_with_backoff', 'immediate_reassignment'],
    info: ['retry_with_backoff', 'graceful_reassignment'],
  },
  resource_exhaustion: {
    critical: ['load_shedding', 'failover_cluster', 'immediate_reassignment'],
    high: ['degraded_service', 'graceful_reassignment', 'load_shedding'],
    medium: ['graceful_reassignment', 'immediate_reassignment', 'degraded_service'],
    low: ['retry_with_backoff', 'degraded_service'],
    info: ['retry_with_backoff', 'degraded_service'],
  },
  communication_failure: {
    critical: ['failover_cluster', 'circuit_breaker', 'immediate_reassignment'],
    high: ['circuit_breaker', 'immediate_reassignment'],
    medium: ['immediate_reassignment', 'retry_with_backoff'],
    low: ['retry_with_backoff', 'immediate_reassignment'],
    info: ['retry_with_backoff', 'graceful_reassignment'],
  },
  performance_degradation: {
    critical: ['failover_cluster', 'graceful_reassignment', 'degraded_service'],
    high: ['graceful_reassignment', 'degraded_service'],
    medium: ['degraded_service', 'graceful_reassignment'],
    low: ['degraded_service', 'retry_with_backoff'],
    info: ['retry_with_backoff', 'degraded_service'],
  },
  dependency_failure: {
    critical: ['degraded_service', 'load_shedding'],
    high: ['degraded_service', 'retry_with_backoff'],
    medium: ['retry_with_backoff', 'degraded_service'],
    low: ['retry_with_backoff', 'degraded_service'],
    info: ['retry_with_backoff', 'degraded_service'],
  },
  security_violation: {
    critical: ['emergency_shutdown', 'circuit_breaker'],
    high: ['emergency_shutdown', 'circuit_breaker'],
    medium: ['circuit_breaker', 'immediate_reassignment'],
    low: ['immediate_reassignment', 'graceful_reassignment'],
    info: ['graceful_reassignment', 'retry_with_backoff'],
  },
  system_overload: {
    critical: ['load_shedding', 'degraded_service'],
    high: ['load_shedding', 'degraded_service'],
    medium: ['degraded_service', 'load_shedding'],
    low: ['retry_with_backoff', 'degraded_service'],
    info: ['retry_with_backoff', 'degraded_service'],
  },
};
