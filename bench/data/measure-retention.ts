import type { Deps } from '../../src/server/deps.ts';
import { forgetPoints } from '../../src/server/use-cases/roll-up-measures.ts';
import { fan } from '../engine/definitions.ts';
import { runOnce } from '../engine/run-workload.ts';
import { median } from '../engine/statistics.ts';
import type { Found } from './figures.ts';

// What the removal of a million old points costs the road: W2 (1,000 tasks side by side and one that waits for all) in turns alone and
// beside a look of the duty that removes, which takes several seconds, until nothing is left. The turns stand beside one another, so that
// neither the tables that grow nor whoever else uses the machine bears on one of them alone.

const POINTS = 1_000_000;
const RUNS_ALONE = 6;
/** The removal may cost the road this share of its throughput. */
const MOST_SHARE = 0.1;

const throughput = async (deps: Deps) => (await runOnce(deps, { name: 'w2', runs: 1, definition: fan(1_000) })).tasksPerSecond;

/** Stored long ago: what writing them leaves to be done is done. */
async function storeOldPoints({ db: { pool } }: Deps): Promise<void> {
  await pool.query({
    text: `INSERT INTO metric_point (name, labels, resolution_s, at, value, samples)
      SELECT 'measure ' || n % 27, '', 10, clock_timestamp() - interval '100 days' - (n / 27) * interval '10 seconds', n, 1 FROM generate_series(1, $1::int) n`,
    values: [POINTS],
  });
  await pool.query('VACUUM ANALYZE metric_point');
  await pool.query('CHECKPOINT');
}

async function besideRemoval(deps: Deps): Promise<{ rates: number[]; removed: number }> {
  const rates: number[] = [];
  let over = false;
  const removal = forgetPoints(deps).finally(() => {
    over = true;
  });
  do rates.push(await throughput(deps));
  while (!over);
  // The last run was alone for a part of its time.
  return { rates: rates.length > 1 ? rates.slice(0, -1) : rates, removed: await removal };
}

async function alone(deps: Deps): Promise<number[]> {
  const rates: number[] = [];
  while (rates.length < RUNS_ALONE) rates.push(await throughput(deps));
  return rates;
}

export async function measureRetention(deps: Deps, say: (line: string) => void): Promise<Found> {
  say(`${POINTS} old points`);
  await storeOldPoints(deps);
  await alone(deps);
  const turns: { alone: number; beside: number }[] = [];
  for (let removed = 0; removed < POINTS; ) {
    const before = await alone(deps);
    const { rates, removed: more } = await besideRemoval(deps);
    const turn = { alone: median([...before, ...(await alone(deps))]), beside: median(rates) };
    turns.push(turn);
    removed += more;
    say(`${removed} removed: ${turn.alone.toFixed(0)} tasks/s alone, ${turn.beside.toFixed(0)} beside it`);
    if (more === 0) throw new Error(`${removed} of ${POINTS} points were removed, and no more`);
  }
  const lost = 1 - median(turns.map((turn) => turn.beside / turn.alone));
  const [rate, slower] = [median(turns.map((turn) => turn.alone)), median(turns.map((turn) => turn.beside))];
  const value = `${(lost * 100).toFixed(1)} % less (${rate.toFixed(0)} tasks/s alone, ${slower.toFixed(0)} beside it, ${turns.length} turns)`;
  return {
    verdicts: [{ name: 'removing 1,000,000 points, throughput of W2', target: 'at most 10 % less', value, met: lost <= MOST_SHARE }],
  };
}
