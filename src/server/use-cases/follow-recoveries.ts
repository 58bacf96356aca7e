import { judgeShedding } from '../core/recovery/judge-shedding.ts';
import { RECOVERY_LIMITS } from '../core/recovery/plan-recovery.ts';
import { shedBelow } from '../core/recovery/restraint.ts';
import { validateRecoveries } from '../db/recoveries.ts';
import { countWaiting, insertRestraint, liftRestraints, readRestraints } from '../db/restraints.ts';
import type { Deps } from '../deps.ts';
import { readMode } from './orchestration-mode.ts';
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

/** What the queue asks for under a limit; without one, nothing is shed. */
async function judgeQueue(
  { db }: Pick<Deps, 'db'>,
  limit: number | null,
  current: number | null,
): Promise<{ below: number | null; reason: string }> {
  if (limit === null) return { below: null, reason: 'the queue has no limit any more' };
  const waiting = await countWaiting(db.hot, limit * COUNT_FACTOR);
  return { below: judgeShedding({ waiting, limit, current }), reason: `${waiting} tasks wait, the limit is ${limit}` };
}

/**
 * Begins, changes and ends shedding as the queue asks for it: above the limit that people set, else above that of the orchestration mode.
 * What people shed by hand stays as it is.
 */
export async function followQueue(deps: Pick<Deps, 'db' | 'env' | 'feed' | 'newId'>): Promise<void> {
  const [limits, { settings }] = await Promise.all([readRecoverySettings(deps), readMode(deps)]);
  const shedAbove = limits.shedAbove ?? settings.shedAbove;
  const own = (await readRestraints(deps.db.hot)).filter(({ kind, by }) => kind === 'shed' && by === SYSTEM);
  const current = shedBelow(own);
  const { below, reason } = await judgeQueue(deps, shedAbove, current);
  if (below === current) return;
  if (current !== null) await liftRestraints(deps.db.hot, { kind: 'shed', subject: 'fleet', begunBy: SYSTEM, by: SYSTEM, reason });
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
