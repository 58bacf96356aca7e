import { readTypicalDurations } from '../db/typical-durations.ts';
import type { Deps } from '../deps.ts';

/** History changes slowly, and only the order of tasks rests on it: one read a minute keeps it off the road. */
const KEPT_MS = 60_000;

interface Kept {
  readAtMs: number;
  durations: Promise<Map<string, number>>;
}

const kept = new WeakMap<Deps['db'], Kept>();

/** What tasks of each type took on average, in ms; at most a minute old. */
export function typicalDurations({ db, log }: Pick<Deps, 'db' | 'log'>): Promise<Map<string, number>> {
  const last = kept.get(db);
  if (last !== undefined && Date.now() - last.readAtMs < KEPT_MS) return last.durations;
  const durations = readTypicalDurations(db.pool).catch((error: unknown) => {
    // A run is worth starting in any order.
    log.warn({ err: error }, 'durations by task type could not be read; runs are ordered without them');
    kept.delete(db);
    return new Map<string, number>();
  });
  kept.set(db, { readAtMs: Date.now(), durations });
  return durations;
}
