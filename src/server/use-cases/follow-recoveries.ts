import { judgeShedding } from '../core/recovery/judge-shedding.ts';
import { RECOVERY_LIMITS } from '../core/recovery/plan-recovery.ts';
import { shedBelow } from '../core/recovery/restraint.ts';
import { validateRecoveries } from '../db/recoveries.ts';
import { countWaiting, insertRestraint, liftRestraints, readRestraints } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { readRecoverySettings } from './recovery-settings.ts';

const SYSTEM = 'system:shedding';

/** Finds out whether recoveries worked. Answers how many ended. */
export async function followRecoveries(deps: Pick<Deps, 'db' | 'feed'>): Promise<number> {
  const ended = await validateRecoveries(deps.db.hot, RECOVERY_LIMITS.timeoutMs);
  if (ended > 0) deps.feed.publish(['failures']);
  return ended;
}

/** The fourth level of shedding begins at four times the limit: counting further tells nothing more. */
const COUNT_FACTOR = 5;

/** Begins, changes and ends shedding as the queue asks for it. Does nothing while no limit is set. */
export async function followQueue(deps: Pick<Deps, 'db' | 'feed' | 'newId'>): Promise<void> {
  const { shedAbove } = await readRecoverySettings(deps);
  if (shedAbove === null) return;
  const own = (await readRestraints(deps.db.hot)).filter(({ kind, by }) => kind === 'shed' && by === SYSTEM);
  const current = shedBelow(own);
  const waiting = await countWaiting(deps.db.hot, shedAbove * COUNT_FACTOR);
  const below = judgeShedding({ waiting, limit: shedAbove, current });
  if (below === current) return;
  const reason = `${waiting} tasks wait, the limit is ${shedAbove}`;
  if (current !== null) await liftRestraints(deps.db.hot, { kind: 'shed', subject: 'fleet', by: SYSTEM, reason });
  if (below !== null) {
    const row = {
      id: deps.newId(),
      kind: 'shed',
      subject: 'fleet',
      amount: below,
      reason,
      by: SYSTEM,
      failureId: null,
      holdMs: null,
    } as const;
    await insertRestraint(deps.db.hot, row);
  }
  deps.feed.publish(['agents', 'ready', 'failures']);
}
