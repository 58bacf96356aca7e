import { z } from 'zod';
import { SCALING_ACTIONS, SCALING_TRIGGERS } from '../../../core/scaling/decide-size.ts';
import type { ArrivalForecast } from '../../../core/scaling/forecast-arrivals.ts';
import { POOL_KINDS } from '../../../core/scaling/pool.ts';
import type { PoolForecastView, PoolView, ScalingActionView } from '../../../core/scaling/pool-view.ts';
import { CAPACITY_TIERS } from '../../../core/scaling/tiers.ts';

const time = z.iso.datetime();
const measured = z.number().nullable();

export const poolSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(POOL_KINDS),
    template: z.unknown().describe('Values that look like secrets read "(set)"'),
    tier: z.enum(CAPACITY_TIERS),
    min: z.number(),
    max: z.number(),
    cooldown_seconds: z.number(),
    evaluation_seconds: z.number(),
    paused: z.boolean(),
    target: z.number().describe('Members it should have'),
    size: z.number().describe('Members that take work'),
    members: z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), in_flight: z.number() })),
    scaled_at: time.nullable(),
    created_by: z.string(),
    created_at: time,
  })
  .meta({ id: 'Pool' });

export function presentPool(pool: PoolView): z.input<typeof poolSchema> {
  const { id, name, kind, template, tier, min, max, paused, target, size } = pool;
  return {
    ...{ id, name, kind, template, tier, min, max },
    cooldown_seconds: pool.cooldownMs / 1_000,
    evaluation_seconds: pool.evaluationMs / 1_000,
    ...{ paused, target, size },
    members: pool.members.map(({ inFlight, ...member }) => ({ ...member, in_flight: inFlight })),
    scaled_at: pool.scaledAt?.toISOString() ?? null,
    created_by: pool.createdBy,
    created_at: pool.createdAt.toISOString(),
  };
}

const forecastSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not_enough_data'), buckets: z.number(), needed: z.number() }),
  z.object({
    kind: z.literal('forecast'),
    buckets: z.number(),
    seasonal: z.boolean(),
    error: z.number().describe('Root mean square of the errors one step ahead, in arrivals'),
    points: z.array(z.object({ step: z.number(), expected: z.number(), lower: z.number(), upper: z.number() })),
  }),
]);

export const poolForecastSchema = z
  .object({
    pool_id: z.string(),
    from: time.describe('Start of the first bucket ahead'),
    bucket_ms: z.number(),
    forecast: forecastSchema,
    measured: z.array(z.number()).describe('Arrivals of the last buckets, oldest first'),
    mean_duration_ms: measured,
    use: measured.describe('Mean share of busy slots in the last hour'),
    advised_tier: z.enum(CAPACITY_TIERS),
  })
  .meta({ id: 'PoolForecast' });

/** The forecast is plain data whose names are the same at both doors. */
const presentArrivals = (forecast: ArrivalForecast): z.input<typeof forecastSchema> => forecast;

export function presentPoolForecast(view: PoolForecastView): z.input<typeof poolForecastSchema> {
  return {
    pool_id: view.poolId,
    from: view.from.toISOString(),
    bucket_ms: view.bucketMs,
    forecast: presentArrivals(view.forecast),
    measured: view.measured,
    mean_duration_ms: view.meanDurationMs,
    use: view.use,
    advised_tier: view.advisedTier,
  };
}

export const scalingActionSchema = z
  .object({
    id: z.string(),
    pool_id: z.string(),
    action: z.enum(SCALING_ACTIONS),
    trigger: z.enum(SCALING_TRIGGERS),
    from_size: z.number(),
    to_size: z.number(),
    reasons: z.array(z.string()),
    forecast: forecastSchema.nullable(),
    actor: z.string(),
    needed_at: time,
    decided_at: time,
    finished_at: time.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'ScalingAction' });

export function presentScalingAction(action: ScalingActionView): z.input<typeof scalingActionSchema> {
  const { id, trigger, reasons, actor, error } = action;
  return {
    id,
    pool_id: action.poolId,
    action: action.action,
    trigger,
    from_size: action.fromSize,
    to_size: action.toSize,
    reasons,
    forecast: action.forecast === null ? null : presentArrivals(action.forecast),
    actor,
    needed_at: action.neededAt.toISOString(),
    decided_at: action.decidedAt.toISOString(),
    finished_at: action.finishedAt?.toISOString() ?? null,
    error,
  };
}
