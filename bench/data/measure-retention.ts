import type { Deps } from '../../src/server/deps.ts';
import { forgetPoints } from '../../src/server/use-cases/roll-up-measures.ts';
import { fan } from '../engine/definitions.ts';
import { runOnce } from '../engine/run-workload.ts';
import { seedFleet } from '../engine/seed-fleet.ts';
import { median } from '../engine/statistics.ts';

// What the removal of a million old points costs the road: W2 (1,000 tasks side by side and one that waits for all) alone and beside it.

const POINTS = 1_000_000;
const RUNS = 9;
/** The removal may cost the road this share of its throughput. */
const MOST_SHARE = 0.1;

const throughput = async (deps: Deps) => (await runOnce(deps, { name: 'w2', runs: 1, definition: fan(1_000) })).tasksPerSecond;

async function measureRuns(deps: Deps, until: () => boolean): Promise<number[]> {
  const found: number[] = [];
  while (found.length < RUNS || !until()) found.push(await throughput(deps));
  return found;
}

/** @returns a line with the verdict */
export async function measureRetention(deps: Deps, say: (line: string) => void): Promise<{ line: string; kept: boolean }> {
  await seedFleet(deps);
  for (let round = 0; round < 3; round += 1) await throughput(deps);
  const alone = median(await measureRuns(deps, () => true));
  say(`${POINTS} old points`);
  await deps.db.pool.query({
    text: `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples)
      SELECT 'measure ' || n % 27, '', 10, clock_timestamp() - interval '100 days' - (n / 27) * interval '10 seconds', n, 1 FROM generate_series(1, $1::int) n`,
    values: [POINTS],
  });
  let removed = 0;
  const removal = (async () => {
    for (let more = -1; more !== 0; removed += more) more = await forgetPoints(deps);
  })();
  const beside = median(await measureRuns(deps, () => removed >= POINTS));
  await removal;
  const lost = 1 - beside / alone;
  const line = `removing ${removed} points: ${alone.toFixed(0)} tasks/s alone, ${beside.toFixed(0)} beside it (${(lost * 100).toFixed(1)} % less)`;
  return { line, kept: lost <= MOST_SHARE };
}
