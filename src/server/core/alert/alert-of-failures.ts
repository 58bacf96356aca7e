import { RECOVERY_LIMITS } from '../recovery/plan-recovery.ts';
import type { AlertCause } from './alert.ts';

/** What of failures a person should look at. */
export interface FailurePile {
  /** Unresolved ones of the last 15 minutes. */
  critical: number;
  high: number;
  /** Recoveries that take longer than 15 minutes. */
  late: number;
  /** Failures that nothing could be done about by itself. */
  helpless: number;
  /** Dead letters that wait for a decision, and the newest of them. */
  deadLetters: number;
  newest: { runId: string; taskKey: string; taskName: string; reason: string } | null;
}

const count = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

/** The alert of failures that pile up; null while there is no need for one. */
export function alertOfPile({ critical, high, late, helpless }: FailurePile): AlertCause | null {
  const reasons = [
    ...(critical >= RECOVERY_LIMITS.escalateCritical ? [`${count(critical, 'critical failure')} within 15 minutes`] : []),
    ...(high >= RECOVERY_LIMITS.escalateHigh ? [`${count(high, 'grave failure')} within 15 minutes`] : []),
    ...(late > 0 ? [`${count(late, 'recovery').replace('recoverys', 'recoveries')} under way for over 15 minutes`] : []),
    ...(helpless > 0 ? [`${count(helpless, 'failure')} that only a person can act on`] : []),
  ];
  if (reasons.length === 0) return null;
  const severe = critical >= RECOVERY_LIMITS.escalateCritical || helpless > 0;
  return {
    subject: 'fleet',
    severity: severe ? 'critical' : 'warning',
    message: reasons.join(', '),
    detail: { critical, high, late, helpless },
  };
}

/** The alert of dead letters that wait for a decision; null when there are none. */
export function alertOfDeadLetters({ deadLetters, newest }: FailurePile): AlertCause | null {
  if (deadLetters === 0 || newest === null) return null;
  const { runId, taskKey, taskName, reason } = newest;
  const tasks = deadLetters === 1 ? '1 task was parked' : `${deadLetters} tasks were parked`;
  return {
    subject: 'fleet',
    severity: 'warning',
    message: `${tasks} for what they did to their holders; the newest is "${taskName}": ${reason}`.slice(0, 500),
    detail: { waiting: deadLetters, run_id: runId, task_id: taskKey },
  };
}

/** An agent that is isolated because processes died of it. */
export interface IsolatedAgent {
  agentId: string;
  name: string;
  /** Why it was blamed. */
  reason: string;
  /** Letters of tasks that were parked for what they did to processes that called it: it may have been the agent. */
  deadLetters: number;
}

/** The alert of an agent that somebody has to look at before it may work again. */
export function alertOfIsolated({ agentId, name, reason, deadLetters }: IsolatedAgent): AlertCause {
  const letters = deadLetters === 0 ? '' : ` ${count(deadLetters, 'task')} of it parked before: replay what was not to blame.`;
  const next = 'Mend it, test it apart from this fleet, then reset its breaker by hand.';
  return {
    subject: `agent:${agentId}`,
    severity: 'critical',
    message: `"${name}" is isolated: ${reason.slice(0, 250)}. ${next}${letters}`.slice(0, 500),
    detail: { agent_id: agentId, dead_letters: deadLetters },
  };
}
