import { Belief } from '../core/prediction/belief.ts';
import type { Memory } from '../core/prediction/fade.ts';
import { PredictionTable } from '../core/prediction/prediction-table.ts';
import { readBelief, readBeliefRevision } from '../db/belief-learning.ts';
import type { Database } from '../db/client.ts';
import type { Deps } from '../deps.ts';

// The belief in memory, one per process. Restoring one costs milliseconds, so it is done only when somebody else has learned since.

interface Kept {
  revision: number;
  memory: Memory;
  belief: Belief;
  table: PredictionTable;
}

const kept = new WeakMap<Database, Kept>();

const sameMemory = (a: Memory, b: Memory) => a.halfLifeMs === b.halfLifeMs && a.capacity === b.capacity;

/** Remembers what this process has learned itself. */
export function keepBelief(db: Database, { revision, belief }: { revision: number; belief: Belief }): void {
  kept.set(db, { revision, memory: belief.memory, belief, table: new PredictionTable(belief) });
}

async function restore(deps: Pick<Deps, 'db'>, memory: Memory): Promise<Kept | null> {
  const { revision, state } = await readBelief(deps.db.pool);
  if (state === null) return null;
  keepBelief(deps.db, { revision, belief: Belief.restore(state, Date.now(), memory) });
  return kept.get(deps.db) ?? null;
}

/** The belief of this revision, from memory where it is at hand; null when nothing is stored. */
export async function beliefAt(deps: Pick<Deps, 'db'>, revision: number, memory: Memory): Promise<Belief | null> {
  const known = kept.get(deps.db);
  if (known?.revision === revision && sameMemory(known.memory, memory)) return known.belief;
  return (await restore(deps, memory))?.belief ?? null;
}

/** What is predicted now; null before anything was learned. */
export async function readPredictions(deps: Pick<Deps, 'db'>, memory: Memory): Promise<PredictionTable | null> {
  const revision = await readBeliefRevision(deps.db.hot);
  if (revision === 0) return null;
  const known = kept.get(deps.db);
  if (known?.revision === revision && sameMemory(known.memory, memory)) return known.table;
  return (await restore(deps, memory))?.table ?? null;
}
