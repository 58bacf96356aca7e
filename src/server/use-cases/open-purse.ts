import type { Limit } from '../core/budget/budget-index.ts';
import { Purse } from '../core/budget/purse.ts';
import type { Database } from '../db/client.ts';
import type { Queryable } from '../db/queryable.ts';
import { type FoldedSpend, readFoldedSpend, readSpending } from '../db/spending.ts';

/** Sums that only a fold changes are read again after this; what was spent since is read every time. Milliseconds. */
const REMEMBERED_MS = 5_000;

interface Remembered {
  of: string;
  at: number;
  folded: FoldedSpend;
}

const remembered = new WeakMap<Database, Remembered>();

async function foldedSpend(db: Database, on: Queryable, limits: readonly Limit[]): Promise<FoldedSpend> {
  const of = limits.map(({ key, window }) => `${key} ${window?.from.getTime()}`).join();
  const last = remembered.get(db);
  if (last?.of === of && performance.now() - last.at < REMEMBERED_MS) return last.folded;
  const folded = await readFoldedSpend(on, limits);
  remembered.set(db, { of, at: performance.now(), folded });
  return folded;
}

/**
 * What may still be begun under some limits: one statement for all of them.
 * @param limits.standing of days and months, the same from call to call
 * @param limits.once of single runs and tasks
 */
export async function openPurse(
  { db }: { db: Database },
  on: Queryable,
  { standing, once }: { standing: readonly Limit[]; once: readonly Limit[] },
): Promise<Purse> {
  const folded = await foldedSpend(db, on, standing);
  return new Purse(await readSpending(on, [...standing, ...once], folded));
}
