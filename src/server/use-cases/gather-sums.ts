import { alignBegin, planSegments } from '../core/metrics/point-grid.ts';
import { addSums, type WindowSums } from '../core/metrics/window-sums.ts';
import { readPointsUntil } from '../db/metric-points.ts';
import { readStoredSums } from '../db/metric-sums.ts';
import type { MetricWindow } from '../db/read-metrics.ts';
import type { Deps } from '../deps.ts';
import { sumRows } from './sum-rows.ts';

/** Rows since the last folded bucket are read at most so often; every window ends with them. Milliseconds. */
const REMEMBERED_MS = 1_000;

interface Tail {
  reached: number;
  to: Date;
  sums: Promise<WindowSums>;
}

const tails = new WeakMap<Deps['feed'], Tail>();

/** What happened since the last folded bucket, up to a moment that is hardly earlier than the one asked for. */
function readTail(deps: Pick<Deps, 'db' | 'feed'>, reached: number, to: Date): Tail {
  const last = tails.get(deps.feed);
  const age = last === undefined ? Number.POSITIVE_INFINITY : to.getTime() - last.to.getTime();
  if (last?.reached === reached && age >= 0 && age < REMEMBERED_MS) return last;
  const tail = { reached, to, sums: sumRows(deps, { from: new Date(reached), to }) };
  tails.set(deps.feed, tail);
  tail.sums.catch(() => tails.delete(deps.feed));
  return tail;
}

/**
 * What a window that ends now adds up to: the sums of its folded buckets, and the rows since the last of them. The window is made to begin
 * with a bucket, so it may begin some seconds earlier than was asked for; where buckets of it were not folded, rows are read for all of it.
 * @returns the sums, and the window they are of
 */
export async function gatherSums(
  deps: Pick<Deps, 'db' | 'feed'>,
  asked: MetricWindow,
): Promise<{ window: MetricWindow; sums: WindowSums }> {
  const to = asked.to.getTime();
  const { until, since } = await readPointsUntil(deps.db.pool);
  const from = alignBegin({ from: asked.from.getTime(), to });
  const segments = since === null || since > from ? [] : planSegments({ from, to }, until);
  const reached = segments.at(-1)?.to;
  if (reached === undefined) return { window: asked, sums: await sumRows(deps, asked) };
  const tail = readTail(deps, reached, asked.to);
  const [stored, rest] = await Promise.all([readStoredSums(deps.db.pool, segments), tail.sums]);
  const end = tail.to.getTime();
  return { window: { from: new Date(from), to: tail.to }, sums: addSums([...stored, { from: reached, to: end, sums: rest }], end) };
}
