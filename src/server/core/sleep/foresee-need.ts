import { GROW_ABOVE, LOOK_AHEAD_BUCKETS } from '../scaling/decide-size.ts';
import { type ArrivalForecast, BUCKET_MS } from '../scaling/forecast-arrivals.ts';

/** What is expected of one task type, and who is awake for it. */
export interface ExpectedWork {
  taskType: string;
  forecast: ArrivalForecast;
  /** Mean duration of such attempts; null when none was measured. */
  meanDurationMs: number | null;
  /** Slots of agents that are awake and do such tasks. */
  slotsAwake: number;
}

/** Fewer arrivals than this in all the buckets ahead wake nobody. */
const FEW_ARRIVALS = 0.5;

/**
 * Why an agent that does these tasks is needed within the next half hour, in words; null when it is not. Nobody awake and arrivals
 * expected is need; so is more work at once, at the upper end of the interval, than three quarters of the slots awake.
 */
export function foreseeNeed(work: readonly ExpectedWork[]): string | null {
  for (const { taskType, forecast, meanDurationMs, slotsAwake } of work) {
    if (forecast.kind !== 'forecast') continue;
    const ahead = forecast.points.slice(0, LOOK_AHEAD_BUCKETS);
    const expected = ahead.reduce((total, point) => total + point.expected, 0);
    if (expected < FEW_ARRIVALS) continue;
    const upper = Math.max(...ahead.map((point) => point.upper));
    const atOnce = meanDurationMs === null ? 0 : (upper * meanDurationMs) / BUCKET_MS;
    if (slotsAwake === 0 || atOnce > GROW_ABOVE * slotsAwake)
      return `up to ${Math.ceil(upper)} tasks of type ${taskType} are expected per quarter hour`;
  }
  return null;
}
