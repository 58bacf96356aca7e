import { z } from 'zod';
import { BENCHMARK_TYPES, type BenchmarkType, SEVERITIES, type StartValidation } from './benchmark.ts';

/** The validator by night: which benchmarks are run one after another, and when. */
export const nightlySchema = z.strictObject({
  enabled: z.boolean(),
  /** Of the day, UTC. */
  hour: z.number().int().min(0).max(23),
  severity: z.enum(SEVERITIES),
  types: z.array(z.enum(BENCHMARK_TYPES)).min(1).max(BENCHMARK_TYPES.length),
});
export type Nightly = z.output<typeof nightlySchema>;

export const NIGHTLY_OFF: Nightly = { enabled: false, hour: 3, severity: 'light', types: [...BENCHMARK_TYPES] };

/** How far a night has come. */
export const nightSchema = z.object({
  /** Day (UTC) on which it began, as ISO date. */
  day: z.string(),
  left: z.array(z.enum(BENCHMARK_TYPES)),
});
export type Night = z.output<typeof nightSchema>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A night that was missed is not made up for in the daytime. */
const LATEST_MS = 6 * HOUR_MS;

export interface NightStep {
  /** What is to be started; null: nothing now. */
  start: StartValidation | null;
  /** Where the night stands when that has been started. */
  night: Night | null;
}

/**
 * The next step of the night.
 * @param night where it stands; null before the first
 * @param now epoch ms
 */
export function nextOfNight({ enabled, hour, severity, types }: Nightly, night: Night | null, now: number): NightStep {
  const nothing: NightStep = { start: null, night };
  if (!enabled) return nothing;
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  const begins = midnight + hour * HOUR_MS;
  // A night that began before midnight goes on after it.
  const begun = begins > now ? begins - DAY_MS : begins;
  if (now - begun > LATEST_MS) return nothing;
  const day = new Date(begun).toISOString().slice(0, 10);
  const left: BenchmarkType[] = night?.day === day ? night.left : [...types];
  const [type, ...rest] = left;
  return type === undefined ? { start: null, night: { day, left } } : { start: { type, severity }, night: { day, left: rest } };
}
