import { type AlertCause, type AlertKind, alertOfOverdue, alertOfShortage } from '../core/alert/alert.ts';
import { alertOfDeadLetters, alertOfPile } from '../core/alert/alert-of-failures.ts';
import { RECOVERY_LIMITS } from '../core/recovery/plan-recovery.ts';
import { readShortages, reconcileAlerts } from '../db/alerts.ts';
import { readEscalated } from '../db/approvals.ts';
import { readFailurePile } from '../db/failures.ts';
import type { Deps } from '../deps.ts';

/** A pool that sleeps is woken for what waits (within 5 s): that is no reason for an alert yet. Milliseconds. */
const LEAST_WAIT_MS = 6_000;
/** More questions than this are one problem. */
const MOST_OVERDUE = 100;

/** Opens and closes alerts as their causes are now. @returns how many changed */
export async function reviseAlerts(deps: Pick<Deps, 'db' | 'feed' | 'newId'>, leastWaitMs: number): Promise<number> {
  const { windowMs, escalateAfterMs } = RECOVERY_LIMITS;
  const [shortages, pile, overdue] = await Promise.all([
    readShortages(deps.db.pool, leastWaitMs),
    readFailurePile(deps.db.pool, { windowMs, lateMs: escalateAfterMs }),
    readEscalated(deps.db.pool, MOST_OVERDUE),
  ]);
  const causes: [AlertKind, (AlertCause | null)[]][] = [
    ['no_capable_agent', shortages.map(alertOfShortage)],
    ['failures_pile_up', [alertOfPile(pile)]],
    ['dead_letter', [alertOfDeadLetters(pile)]],
    ['approval_overdue', overdue.map(alertOfOverdue)],
  ];
  let changed = 0;
  for (const [kind, found] of causes) {
    const rows = found.flatMap((cause) => (cause === null ? [] : [{ id: deps.newId(), ...cause }]));
    changed += await reconcileAlerts(deps.db.pool, kind, rows);
  }
  if (changed > 0) deps.feed.publish(['alerts']);
  return changed;
}

/** The same as a duty of the fleet, patient with what has only just begun to wait. @returns how many changed */
export function watchAlerts(deps: Pick<Deps, 'db' | 'feed' | 'newId'>): Promise<number> {
  return reviseAlerts(deps, LEAST_WAIT_MS);
}
