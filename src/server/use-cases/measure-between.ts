import type { MeasureName } from '../core/metrics/catalogue.ts';
import { measureWindow } from '../core/metrics/measure-window.ts';
import type { Measure } from '../core/metrics/statistics.ts';
import {
  type MetricWindow,
  type RunCounts,
  readAgentWork,
  readAssignmentLatency,
  readDependencyLatency,
  readJudgedDecisions,
  readResilience,
  readRoutingLatency,
  readRunCounts,
  readSlots,
  readWorkerSpans,
  readWorkIntervals,
} from '../db/read-metrics.ts';
import { readScalingResponse } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';

export interface MeasuredWindow {
  measures: Record<MeasureName, Measure>;
  runs: RunCounts;
  slots: { agentId: string; slots: number; inFlight: number }[];
}

/**
 * Every measure of [from, to), from rows.
 * @param live the window ends now: the load of agents is what they hold at this moment
 */
export async function measureBetween(deps: Pick<Deps, 'db'>, window: MetricWindow, live: boolean): Promise<MeasuredWindow> {
  const { db } = deps;
  const runs = await readRunCounts(db, window);
  const [work, slots, assignment, dependency, routing, decisions, intervals, resilience, scaling, workers] = await Promise.all([
    readAgentWork(db, window),
    readSlots(db),
    readAssignmentLatency(db, window),
    readDependencyLatency(db, window),
    readRoutingLatency(db, window),
    readJudgedDecisions(db, window),
    readWorkIntervals(db, runs.sampleIds),
    readResilience(db, window),
    readScalingResponse(db, window),
    readWorkerSpans(db, window),
  ]);
  const readings = { window, live, work, slots, assignment, dependency, routing, decisions, runs, intervals, resilience, scaling, workers };
  return { measures: measureWindow(readings), runs, slots };
}
