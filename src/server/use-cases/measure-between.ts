import type { MeasureName } from '../core/metrics/catalogue.ts';
import { measureWindow } from '../core/metrics/measure-window.ts';
import type { Measure } from '../core/metrics/statistics.ts';
import type { WindowSums } from '../core/metrics/window-sums.ts';
import { type MetricWindow, readResilience, readSlots, readWorkerSpans } from '../db/read-metrics.ts';
import { readScalingResponse } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';

export interface MeasuredWindow {
  measures: Record<MeasureName, Measure>;
  slots: { agentId: string; slots: number; inFlight: number }[];
}

interface SummedWindow {
  window: MetricWindow;
  sums: WindowSums;
  /** The window ends now: the load of agents is what they hold at this moment. */
  live: boolean;
}

/** Every measure of [from, to): of what happens often from sums, of the rest from rows. */
export async function measureBetween({ db }: Pick<Deps, 'db'>, { window, sums, live }: SummedWindow): Promise<MeasuredWindow> {
  const [slots, resilience, scaling, workers] = await Promise.all([
    readSlots(db),
    readResilience(db, window),
    readScalingResponse(db, window),
    readWorkerSpans(db, window),
  ]);
  return { measures: measureWindow({ window, live, sums, slots, resilience, scaling, workers }), slots };
}
