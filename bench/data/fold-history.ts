import { RESOLUTIONS } from '../../src/server/core/metrics/point-grid.ts';
import { keepPointsUntil, readPointsUntil } from '../../src/server/db/metric-points.ts';
import { LAG_MS } from '../../src/server/db/metric-totals.ts';
import type { Deps } from '../../src/server/deps.ts';
import { rollUpMeasures } from '../../src/server/use-cases/roll-up-measures.ts';
import { seedWork, settleTables } from './seed-history.ts';

// An hour as the duty `measure` leaves it, with a minute of much work at its end: the last ten to twenty seconds are not folded yet. The
// duty itself is held back, so that nobody else folds what is measured here.

/** Tasks per second of the minute. */
export const RATE = 1_000;
const BURST_MS = 60_000;
export const BUCKET_MS = 10_000;
const HOUR_MS = 3_600_000;
/** Buckets that the duty makes up for in one go. */
const STEP_MS = 30 * BUCKET_MS;
/** Windows of an hour are asked for, and what comes before is measured, too. */
const HISTORY_MS = 65 * 60_000;

async function holdDuty({ db: { pool } }: Deps): Promise<void> {
  await pool.query({
    text: `INSERT INTO duty (name, ran_at) VALUES ('measure', clock_timestamp() + interval '1 day')
      ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at`,
  });
}

/** Folds what was not folded yet up to a moment, as if the duty had come whenever a bucket was over. Epoch ms. */
async function foldUntil(deps: Deps, { from, to }: { from: number; to: number }): Promise<void> {
  const { until, since } = await readPointsUntil(deps.db.pool);
  const goesOn = since !== null && since <= from && (until[10] ?? 0) >= from;
  if (!goesOn)
    await keepPointsUntil(deps.db.pool, { until: Object.fromEntries(RESOLUTIONS.map((resolution) => [resolution, from])), since: from });
  for (let at = (goesOn ? (until[10] ?? from) : from) + STEP_MS; at < to; at += STEP_MS) await rollUpMeasures(deps, at + LAG_MS);
  await rollUpMeasures(deps, to + LAG_MS);
}

/** Adds a minute of much work up to now, and folds it and the hour before it. */
export async function addBurst(deps: Deps, say: (line: string) => void): Promise<void> {
  await holdDuty(deps);
  const end = Date.now();
  await seedWork(deps, { tasks: (RATE * BURST_MS) / 1_000, workflows: 40, from: end - BURST_MS, to: end }, { say });
  await settleTables(deps);
  await foldUntil(deps, { from: Math.floor((end - HISTORY_MS) / HOUR_MS) * HOUR_MS, to: Math.floor(end / BUCKET_MS - 1) * BUCKET_MS });
}
