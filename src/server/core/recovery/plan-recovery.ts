import { FAILURE_SEVERITIES, type FailureSeverity, type FailureType, type RecoveryStrategy } from './failure.ts';
import { RECOVERY_TABLE } from './recovery-table.ts';

export const RECOVERY_LIMITS = {
  /** Reported recoveries under way at once; a critical failure is never turned away. */
  concurrent: 10,
  /** Unresolved failures within the window from which on a person is told. */
  escalateCritical: 3,
  escalateHigh: 5,
  windowMs: 900_000,
  /** A recovery that takes longer tells a person, in ms. */
  escalateAfterMs: 900_000,
  /** A recovery that is not validated by then has not worked, in ms. */
  timeoutMs: 1_800_000,
} as const;

/** What a failure is about, as far as it is known. */
export interface FailureSubject {
  agent: boolean;
  /** The agent is one of several in a pool, and somebody is outside of it. */
  pool: boolean;
  task: boolean;
}

export interface RecoveryFacts {
  type: FailureType;
  severity: FailureSeverity;
  subject: FailureSubject;
  /** Reported recoveries under way. */
  active: number;
  /** Unresolved failures of the window, this one not counted. */
  recent: { critical: number; high: number };
}

export interface RecoveryPlan {
  /** In the order in which they are tried; empty when the engine may do nothing by itself. */
  strategies: RecoveryStrategy[];
  /** False: as many recoveries as may be are under way. */
  admitted: boolean;
  /** Why a person is told; null when nobody needs to be. */
  escalation: string | null;
  /** How long isolation, degradation and shedding last, in ms. */
  holdMs: number;
  /** Of an agent's slots that are left to it in degraded service, 0..1. */
  slotShare: number;
  /** Tasks below this priority wait while load is shed. */
  shedBelow: 'medium' | 'high';
}

const HOLD_MS: Readonly<Record<FailureSeverity, number>> = { critical: 300_000, high: 120_000, medium: 60_000, low: 30_000, info: 15_000 };
const SLOT_SHARE: Readonly<Record<FailureSeverity, number>> = { critical: 0.25, high: 0.5, medium: 0.5, low: 0.75, info: 0.75 };

/** Whether a strategy has something to act on. */
export function fitsSubject(strategy: RecoveryStrategy, { agent, pool, task }: FailureSubject): boolean {
  switch (strategy) {
    case 'immediate_reassignment':
      return agent || task;
    case 'retry_with_backoff':
      return task;
    case 'graceful_reassignment':
    case 'circuit_breaker':
    case 'emergency_shutdown':
      return agent;
    case 'failover_cluster':
      return pool;
    case 'degraded_service':
    case 'load_shedding':
      return true;
  }
}

function escalationOf({ severity, recent }: RecoveryFacts, strategies: readonly RecoveryStrategy[]): string | null {
  if (strategies.length === 0) return 'nothing that may be done by itself fits this failure';
  const critical = recent.critical + (severity === 'critical' ? 1 : 0);
  const high = recent.high + (severity === 'high' ? 1 : 0);
  if (critical >= RECOVERY_LIMITS.escalateCritical) return `${critical} critical failures within 15 minutes`;
  return high >= RECOVERY_LIMITS.escalateHigh ? `${high} high failures within 15 minutes` : null;
}

/** Decides what is done about a failure, and who is told. Without an agent, degraded service would slow the whole fleet: only from high on. */
export function planRecovery(facts: RecoveryFacts): RecoveryPlan {
  const { type, severity, subject, active } = facts;
  const grave = FAILURE_SEVERITIES.indexOf(severity) <= FAILURE_SEVERITIES.indexOf('high');
  const strategies = RECOVERY_TABLE[type][severity].filter(
    (strategy) => fitsSubject(strategy, subject) && (strategy !== 'degraded_service' || subject.agent || grave),
  );
  return {
    strategies,
    admitted: severity === 'critical' || active < RECOVERY_LIMITS.concurrent,
    escalation: escalationOf(facts, strategies),
    holdMs: HOLD_MS[severity],
    slotShare: SLOT_SHARE[severity],
    shedBelow: severity === 'critical' ? 'high' : 'medium',
  };
}

/** What the engine does by itself about one failed attempt of a task that is tried again: the same agent may have it, or rather another. */
export function planRetry(type: FailureType, severity: FailureSeverity): 'retry_with_backoff' | 'immediate_reassignment' {
  const ladder = RECOVERY_TABLE[type][severity];
  const reassign = ladder.indexOf('immediate_reassignment');
  const retry = ladder.indexOf('retry_with_backoff');
  return reassign >= 0 && (retry < 0 || reassign < retry) ? 'immediate_reassignment' : 'retry_with_backoff';
}
