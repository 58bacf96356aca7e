import { RateLimitedError } from '../core/errors.ts';
import { countOpenRuns } from '../db/open-runs.ts';
import type { Deps } from '../deps.ts';

/** Between two counts what this process admits counts by itself; others may overshoot by as much as they admit in that time. Milliseconds. */
const COUNTED_MS = 1_000;

interface Count {
  at: number;
  open: Promise<number>;
  /** Who asked since, refused or not: after the next count there may be room again. */
  asked: number;
}

const counts = new WeakMap<Deps['db'], Count>();

function countOf({ db, env }: Pick<Deps, 'db' | 'env'>): Count {
  const last = counts.get(db);
  if (last !== undefined && performance.now() - last.at < COUNTED_MS) return last;
  const count = { at: performance.now(), open: countOpenRuns(db.hot, env.MAX_CONCURRENT_WORKFLOWS), asked: 0 };
  // Whoever waits for it hears of a failure; the next asks anew.
  count.open.catch(() => counts.delete(db));
  counts.set(db, count);
  return count;
}

/**
 * Lets one more run begin, unless MAX_CONCURRENT_WORKFLOWS are open.
 * @throws RateLimitedError when as many runs are open as may be
 */
export async function admitRun(deps: Pick<Deps, 'db' | 'env'>): Promise<void> {
  const count = countOf(deps);
  count.asked += 1;
  const place = count.asked;
  const most = deps.env.MAX_CONCURRENT_WORKFLOWS;
  if ((await count.open) + place <= most) return;
  throw new RateLimitedError(`${most} runs are open, and more may not be (MAX_CONCURRENT_WORKFLOWS)`, COUNTED_MS);
}
