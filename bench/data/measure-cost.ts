import { RESOLUTIONS } from '../../src/server/core/metrics/point-grid.ts';
import { keepPointsUntil } from '../../src/server/db/metric-points.ts';
import type { Deps } from '../../src/server/deps.ts';
import { countTotals } from '../../src/server/use-cases/count-totals.ts';
import { rollUpMeasures } from '../../src/server/use-cases/roll-up-measures.ts';
import { median } from '../engine/statistics.ts';
import { seedHistory } from './seed-history.ts';

// What measuring costs per task, while a thousand tasks a second are worked on: the two halves of the duty `measure`, bucket by bucket. The
// duty itself is held back, so that nobody else folds what is measured here.

/** Tasks per second of the last minute. */
const RATE = 1_000;
const BURST_SECONDS = 60;
/** The duty runs when a bucket is so old. */
const LAG_MS = 5_000;
const BUCKET_MS = 10_000;
/** At most so much is made up for at once. */
const STEP_MS = 30 * BUCKET_MS;
const HISTORY_MS = 65 * 60_000;
/** What a task costs on the road, CPU microseconds (W2 of docs/benchmarks.md), and the share of it that measuring may cost. */
const ROAD_US = 570;
const MOST_SHARE = 0.03;

export async function holdDuty({ db: { pool } }: Deps): Promise<void> {
  await pool.query({
    text: `INSERT INTO duty (name, ran_at) VALUES ('measure', clock_timestamp() + interval '1 day')
      ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at`,
  });
}

const startAt = (deps: Deps, at: number) =>
  keepPointsUntil(deps.db.pool, { until: Object.fromEntries(RESOLUTIONS.map((resolution) => [resolution, at])), since: at });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Folds the last hour as the duty would have done, and counts and folds the last minute bucket by bucket. @returns a line with the verdict */
export async function measureCost(deps: Deps, say: (line: string) => void): Promise<{ line: string; kept: boolean }> {
  await seedHistory(deps, { tasks: RATE * BURST_SECONDS, agents: 0, workflows: 40, seconds: BURST_SECONDS }, say);
  const now = Math.floor(Date.now() / BUCKET_MS) * BUCKET_MS;
  const last = now - BURST_SECONDS * 1_000;
  const first = Math.floor((now - HISTORY_MS) / 3_600_000) * 3_600_000;
  await startAt(deps, first);
  for (let at = first + STEP_MS; at < last; at += STEP_MS) await rollUpMeasures(deps, at + LAG_MS);
  await rollUpMeasures(deps, last + LAG_MS);
  const folds: number[] = [];
  for (let at = last + BUCKET_MS; at <= now - 2 * BUCKET_MS; at += BUCKET_MS)
    folds.push(await timed(() => rollUpMeasures(deps, at + LAG_MS)));
  const counted = 3 * BUCKET_MS;
  await deps.db.pool.query({
    text: `INSERT INTO setting (name, value, updated_at) VALUES ('metric_totals_until', json_build_object('at', clock_timestamp() - $1 * interval '1 ms'), now())
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    values: [counted + LAG_MS],
  });
  const counts = await timed(() => countTotals(deps));
  const tasks = (RATE * BUCKET_MS) / 1_000;
  const perTask = (1_000 * (median(folds) + counts / 3)) / tasks;
  const share = perTask / ROAD_US;
  const each = `${perTask.toFixed(1)} us of the road's ${ROAD_US} (${(share * 100).toFixed(1)} %)`;
  const line = `measuring a task ${each}; ten seconds of ${RATE} tasks/s: sums and points ${median(folds).toFixed(0)} ms, counters ${(counts / 3).toFixed(0)} ms`;
  return { line, kept: share <= MOST_SHARE };
}
