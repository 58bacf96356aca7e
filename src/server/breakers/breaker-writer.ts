import { findBreakers, writeBreakers } from '../db/breakers.ts';
import type { Queryable } from '../db/queryable.ts';
import type { BreakerEntry } from './breaker-entry.ts';

// Stores what breakers have become: one statement per batch, each row by compare-and-set. Who was beaten reads its row, makes its changes on
// top of it and tries again.

/** Rows of one statement. */
const BATCH = 500;
/** Tries against a process that is always faster; what is left is stored the next time. */
const MOST_ROUNDS = 8;

export interface WriteResult {
  written: number;
  /** Entries whose status is another one than before, for what somebody else had stored. */
  changed: BreakerEntry[];
}

/** @param entries in any order; each needs a change that is not stored */
export async function storeBreakers(
  db: Queryable,
  entries: readonly BreakerEntry[],
  { newId, now }: { newId: () => string; now: () => number },
): Promise<WriteResult> {
  const result: WriteResult = { written: 0, changed: [] };
  let left = entries.toSorted((a, b) => (a.resourceId < b.resourceId ? -1 : 1));
  for (let round = 0; left.length > 0 && round < MOST_ROUNDS; round += 1) {
    const beaten: BreakerEntry[] = [];
    for (let from = 0; from < left.length; from += BATCH) {
      const batch = left.slice(from, from + BATCH).map((entry) => ({ entry, ...entry.toWrite(newId) }));
      const written = await writeBreakers(
        db,
        batch.map(({ write }) => write),
      );
      for (const { entry, write, count } of batch) {
        if (written.has(entry.resourceId)) entry.confirm(write.state, count, now());
        else beaten.push(entry);
      }
      result.written += written.size;
    }
    if (beaten.length > 0) await rebaseAll(db, beaten, result);
    left = beaten.filter(({ dirtySince }) => dirtySince !== null);
  }
  return result;
}

async function rebaseAll(db: Queryable, entries: readonly BreakerEntry[], result: WriteResult): Promise<void> {
  const rows = await findBreakers(
    db,
    entries.map(({ resourceId }) => resourceId),
  );
  const byId = new Map(rows.map((row) => [row.resourceId, row]));
  for (const entry of entries) if (entry.rebase(byId.get(entry.resourceId) ?? null)) result.changed.push(entry);
}
