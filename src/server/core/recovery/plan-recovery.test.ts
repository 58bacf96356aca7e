import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAILURE_SEVERITIES,
  FAILURE_TYPES,
  type FailureSeverity,
  type FailureType,
  RECOVERY_STRATEGIES,
  type RecoveryStrategy,
} from './failure.ts';
import { fitsSubject, planRecovery, planRetry, RECOVERY_LIMITS } from './plan-recovery.ts';
import { RECOVERY_TABLE } from './recovery-table.ts';

const ANYTHING = { agent: true, pool: true, task: true };
const QUIET = { critical: 0, high: 0 };

/** What is tried first where everything is known, from critical to info. */
const FIRST: Record<FailureType, readonly RecoveryStrategy[]> = {
  agent_unresponsive: [
    'failover_cluster',
    'immediate_reassignment',
    'immediate_reassignment',
    'immediate_reassignment',
    'retry_with_backoff',
  ],
  task_timeout: ['immediate_reassignment', 'immediate_reassignment', 'immediate_reassignment', 'retry_with_backoff', 'retry_with_backoff'],
  task_execution_error: ['circuit_breaker', 'immediate_reassignment', 'immediate_reassignment', 'retry_with_backoff', 'retry_with_backoff'],
  resource_exhaustion: ['load_shedding', 'degraded_service', 'graceful_reassignment', 'retry_with_backoff', 'retry_with_backoff'],
  communication_failure: ['failover_cluster', 'circuit_breaker', 'immediate_reassignment', 'retry_with_backoff', 'retry_with_backoff'],
  performance_degradation: ['failover_cluster', 'graceful_reassignment', 'degraded_service', 'degraded_service', 'retry_with_backoff'],
  dependency_failure: ['degraded_service', 'degraded_service', 'retry_with_backoff', 'retry_with_backoff', 'retry_with_backoff'],
  security_violation: ['emergency_shutdown', 'emergency_shutdown', 'circuit_breaker', 'immediate_reassignment', 'graceful_reassignment'],
  system_overload: ['load_shedding', 'load_shedding', 'degraded_service', 'retry_with_backoff', 'retry_with_backoff'],
};
const cells = FAILURE_TYPES.flatMap((type) => FAILURE_SEVERITIES.map((severity, at) => ({ type, severity, first: FIRST[type][at] })));

describe('the plan', () => {
  it.each(cells)('[RC1] $type, $severity: $first', ({ type, severity, first }) => {
    const { strategies } = planRecovery({ type, severity, subject: ANYTHING, active: 0, recent: QUIET });
    expect(strategies[0]).toBe(first);
    expect(strategies.length).toBeGreaterThan(1);
    expect(new Set(strategies).size).toBe(strategies.length);
  });

  it('[RC1] every strategy is the first answer to something', () => {
    expect(new Set(Object.values(FIRST).flat())).toEqual(new Set(RECOVERY_STRATEGIES));
  });

  it('[RC2] only what fits the subject is tried, in the order of the table', () => {
    const facts = fc.record({
      type: fc.constantFrom(...FAILURE_TYPES),
      severity: fc.constantFrom(...FAILURE_SEVERITIES),
      subject: fc.record({ agent: fc.boolean(), pool: fc.boolean(), task: fc.boolean() }),
      active: fc.nat(20),
      recent: fc.record({ critical: fc.nat(6), high: fc.nat(9) }),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const plan = planRecovery(given);
        const ladder: readonly RecoveryStrategy[] = RECOVERY_TABLE[given.type][given.severity];
        for (const strategy of plan.strategies) expect(fitsSubject(strategy, given.subject)).toBe(true);
        expect(plan.strategies).toEqual(ladder.filter((strategy) => plan.strategies.includes(strategy)));
        expect(plan.admitted).toBe(given.severity === 'critical' || given.active < RECOVERY_LIMITS.concurrent);
        expect(plan.holdMs).toBeGreaterThan(0);
        expect(plan.slotShare).toBeGreaterThan(0);
        expect(plan.slotShare).toBeLessThan(1);
        if (plan.strategies.length === 0) expect(plan.escalation).not.toBeNull();
      }),
    );
  });

  it.each<[FailureSeverity, { critical: number; high: number }, boolean]>([
    ['critical', { critical: 1, high: 0 }, false],
    ['critical', { critical: 2, high: 0 }, true],
    ['high', { critical: 0, high: 3 }, false],
    ['high', { critical: 0, high: 4 }, true],
    ['low', { critical: 2, high: 4 }, false],
  ])('[RC3] a %s failure after %o tells a person: %s', (severity, recent, told) => {
    const plan = planRecovery({ type: 'task_timeout', severity, subject: ANYTHING, active: 0, recent });
    expect(plan.escalation !== null).toBe(told);
  });

  it('[RC3] beyond the limit only a critical failure is recovered from', () => {
    const admitted = (severity: FailureSeverity, active: number) =>
      planRecovery({ type: 'task_timeout', severity, subject: ANYTHING, active, recent: QUIET }).admitted;
    expect([admitted('high', 9), admitted('high', 10), admitted('critical', 10)]).toEqual([true, false, true]);
  });

  it('[RC2] without an agent a mild failure does not slow the whole fleet', () => {
    const subject = { agent: false, pool: false, task: false };
    expect(planRecovery({ type: 'system_overload', severity: 'medium', subject, active: 0, recent: QUIET }).strategies).toEqual([
      'load_shedding',
    ]);
    expect(planRecovery({ type: 'dependency_failure', severity: 'high', subject, active: 0, recent: QUIET }).strategies).toEqual([
      'degraded_service',
    ]);
  });

  it.each<[FailureType, FailureSeverity, RecoveryStrategy]>([
    ['task_execution_error', 'low', 'retry_with_backoff'],
    ['task_execution_error', 'medium', 'immediate_reassignment'],
    ['agent_unresponsive', 'low', 'immediate_reassignment'],
    ['system_overload', 'medium', 'retry_with_backoff'],
  ])('[RC4] one failed attempt, %s at %s: %s', (type, severity, strategy) => {
    expect(planRetry(type, severity)).toBe(strategy);
  });
});
