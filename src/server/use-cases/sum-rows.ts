import { sumForetold, sumRecords } from '../core/metrics/judge-records.ts';
import { parallelEfficiencies } from '../core/metrics/measure-window.ts';
import { totalOf, type WindowSums } from '../core/metrics/window-sums.ts';
import type { MetricWindow } from '../db/read-metrics.ts';
import { readAgentSums, readAssignmentSums, readPredictedEnds, readRunSums, readWorkIntervals } from '../db/read-sums.ts';
import type { Deps } from '../deps.ts';

/** What the rows of a window add up to. */
export async function sumRows({ db: { pool } }: Pick<Deps, 'db'>, window: MetricWindow): Promise<WindowSums> {
  const ended = readRunSums(pool, window);
  const [{ runs }, agents, { records, ...assigned }, ends, intervals] = await Promise.all([
    ended,
    readAgentSums(pool, window),
    readAssignmentSums(pool, window),
    readPredictedEnds(pool, window),
    ended.then(({ sampleIds }) => readWorkIntervals(pool, sampleIds)),
  ]);
  return {
    agents,
    ...assigned,
    ...sumRecords(records),
    foretold: sumForetold(ends),
    parallel: totalOf(parallelEfficiencies(intervals)),
    runs,
  };
}
