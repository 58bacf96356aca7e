import { setTimeout as sleep } from 'node:timers/promises';
import { RESOLUTIONS } from '../../src/server/core/metrics/point-grid.ts';
import { keepPointsUntil, readPointsUntil } from '../../src/server/db/metric-points.ts';
import { LAG_MS } from '../../src/server/db/metric-totals.ts';
import type { Deps } from '../../src/server/deps.ts';
import { countTotals } from '../../src/server/use-cases/count-totals.ts';
import { rollUpMeasures } from '../../src/server/use-cases/roll-up-measures.ts';
import { fan } from '../engine/definitions.ts';
import { cpuBetween, readCpu } from '../engine/read-processes.ts';
import { runOnce } from '../engine/run-workload.ts';
import { median } from '../engine/statistics.ts';
import type { Found } from './figures.ts';
import { BUCKET_MS, RATE } from './fold-history.ts';
import { seedWork } from './seed-history.ts';

// What measuring costs, as a share of what a task costs on the road: CPU time of both, in turns, so that whoever else uses the machine
// bears on both alike. A task is worked on in W2. It is measured by the two halves of the duty `measure`, as the duty does it: ten seconds
// of 1,000 tasks/s, five to fifteen seconds after they are over, with the work since then beside them.

const ROUNDS = 5;
/** Tasks of W2, and its runs in a round. */
const WIDTH = 1_000;
const RUNS = 3;
/** Times that a bucket is measured in a round: once takes a tenth of a second, and CPU time is told in hundredths. */
const FOLDS = 4;
const MOST_SHARE = 0.03;
/** Between two looks whether a bucket is over. */
const LOOK_MS = 200;

/** CPU per task of the road, microseconds. */
async function workOn(deps: Deps): Promise<number> {
  const found: number[] = [];
  for (let run = 0; run < RUNS; run += 1)
    found.push((await runOnce(deps, { name: 'w2', runs: 1, definition: fan(WIDTH) })).cpuPerTask.total * 1_000);
  return median(found);
}

/** CPU per task of a bucket, microseconds, when `measure` is done again and again, each time after `rewind`. */
async function cpuPerTask(rewind: () => Promise<unknown>, measure: () => Promise<unknown>): Promise<number> {
  let ms = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    await rewind();
    const before = readCpu();
    await measure();
    const { postgres, submitter } = cpuBetween(before, readCpu());
    ms += postgres + submitter;
  }
  return (ms * 1_000) / (FOLDS * RATE * (BUCKET_MS / 1_000));
}

/** The newest bucket that is old enough to be measured, in which nothing happened yet: it begins after this call. Epoch ms. */
async function takeBucket(): Promise<{ began: number; end: number; now: number }> {
  const free = Date.now();
  for (;;) {
    const now = Date.now();
    const end = Math.floor(now / BUCKET_MS) * BUCKET_MS - (now % BUCKET_MS < LAG_MS ? BUCKET_MS : 0);
    if (end - BUCKET_MS >= free) return { began: end - BUCKET_MS, end, now };
    await sleep(LOOK_MS);
  }
}

/** Measures ten seconds of much work that have just ended. */
async function measureBucket(deps: Deps): Promise<{ folding: number; counting: number }> {
  const { pool } = deps.db;
  const { began, end, now } = await takeBucket();
  const { since } = await readPointsUntil(pool);
  await seedWork(deps, { tasks: ((now - began) * RATE) / 1_000, workflows: 40, from: began, to: now }, { say: () => {} });
  const until = Object.fromEntries(RESOLUTIONS.map((resolution) => [resolution, began]));
  const folding = await cpuPerTask(
    () => keepPointsUntil(pool, { until, since }),
    () => rollUpMeasures(deps, end + LAG_MS),
  );
  const countFrom = `INSERT INTO setting (name, value, updated_at) VALUES ('metric_totals_until', json_build_object('at', to_timestamp($1::float8 / 1000)), now())
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
  const counting = await cpuPerTask(
    () => pool.query({ text: countFrom, values: [began] }),
    () => countTotals(deps, new Date(end + LAG_MS)),
  );
  return { folding, counting };
}

export async function measureCost(deps: Deps, say: (line: string) => void): Promise<Found> {
  await workOn(deps);
  const rounds: { road: number; folding: number; counting: number }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const found = { road: await workOn(deps), ...(await measureBucket(deps)) };
    rounds.push(found);
    say(
      `round ${round}: a task ${found.road.toFixed(0)} us, its sums ${found.folding.toFixed(1)}, its counters ${found.counting.toFixed(1)}`,
    );
  }
  const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
  const share = of(({ road, folding, counting }) => (folding + counting) / road);
  const parts = `${of(({ folding }) => folding).toFixed(1)} us sums and points, ${of(({ counting }) => counting).toFixed(1)} us counters`;
  const value = `${(share * 100).toFixed(1)} % (${parts}, of ${of(({ road }) => road).toFixed(0)} us)`;
  return { verdicts: [{ name: 'measuring a task, CPU', target: 'at most 3 % of the road', value, met: share <= MOST_SHARE }] };
}
