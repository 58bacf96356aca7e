import { z } from 'zod';
import type { Calibration } from '../../../core/prediction/calibration.ts';
import type { Prediction } from '../../../core/prediction/prediction.ts';
import { modelReportSchema } from '../../../core/routing/model-report.ts';
import type { OffPolicyEstimate } from '../../../core/routing/off-policy.ts';
import { MODEL_STATUSES } from '../../../core/routing/rollout.ts';
import { routingModelConfigSchema } from '../../../core/routing/routing-model.ts';
import type { RoutingAccuracy } from '../../../use-cases/read-routing-accuracy.ts';
import type { ModelView } from '../../../use-cases/roll-out-model.ts';

const measured = z.number().nullable();
const time = z.iso.datetime();

const predictionSchema = z
  .object({ mean: measured, low: measured, high: measured, samples: z.number(), enough: z.boolean() })
  .describe('The 90 % interval; numbers are null while there is not enough data');
const coverageSchema = z.object({ n: z.number(), coverage: measured.describe('Share within their 90 % interval; null below 30') });

export const accuracySchema = z
  .object({
    window_hours: z.number(),
    n: z.number().describe('Predictions whose outcome is known'),
    brier: measured.describe('Null below 30, as all of these'),
    ece: measured,
    log_loss: measured,
    note: z.string().nullable().describe('"not enough data" below 30 predictions'),
    bins: z.array(z.object({ from: z.number(), to: z.number(), n: z.number(), predicted: measured, observed: measured })),
    over_time: z.array(z.object({ from: time, n: z.number(), brier: measured, ece: measured })),
    duration_coverage: coverageSchema,
    cost_coverage: coverageSchema,
    predictions: z.array(
      z.object({
        agent_id: z.string(),
        agent_name: z.string().nullable(),
        task_type: z.string(),
        success: predictionSchema,
        duration_ms: predictionSchema,
        cost_usd: predictionSchema,
        quality: predictionSchema,
      }),
    ),
  })
  .meta({ id: 'RoutingAccuracy' });

function presentPrediction({ mean, low, high, samples, enough }: Prediction): z.input<typeof predictionSchema> {
  return enough ? { mean, low, high, samples, enough } : { mean: null, low: null, high: null, samples, enough };
}

const presentBins = (bins: Calibration['bins']) =>
  bins.map(({ from, to, n, predicted, observed }) => ({ from, to, n, predicted, observed }));

export function presentAccuracy(accuracy: RoutingAccuracy): z.input<typeof accuracySchema> {
  const { windowHours, n, brier, ece, logLoss, bins, overTime, duration, cost, predictions } = accuracy;
  return {
    ...{ window_hours: windowHours, n, brier, ece, log_loss: logLoss, note: brier === null ? 'not enough data' : null },
    bins: presentBins(bins),
    over_time: overTime.map(({ from, ...rest }) => ({ from: new Date(from).toISOString(), ...rest })),
    duration_coverage: duration,
    cost_coverage: cost,
    predictions: predictions.map(({ agentId, agentName, taskType, success, durationMs, costUsd, quality }) => ({
      ...{ agent_id: agentId, agent_name: agentName, task_type: taskType },
      success: presentPrediction(success),
      duration_ms: presentPrediction(durationMs),
      cost_usd: presentPrediction(costUsd),
      quality: presentPrediction(quality),
    })),
  };
}

const valueSchema = z.object({ mean: z.number(), low: z.number(), high: z.number() }).nullable();

export const estimateSchema = z.object({
  samples: z.number().describe('Decisions with a known outcome and a known probability'),
  effective_samples: z.number(),
  clipped: z.number().describe('Share of decisions whose weight was cut'),
  enough: z.boolean(),
  logged: valueSchema,
  ips: valueSchema,
  snips: valueSchema,
  doubly_robust: valueSchema,
});

export function presentEstimate(estimate: OffPolicyEstimate): z.input<typeof estimateSchema> {
  const { samples, effectiveSamples, clipped, enough, logged, importance, selfNormalised, doublyRobust } = estimate;
  return {
    ...{ samples, effective_samples: effectiveSamples, clipped, enough, logged },
    ...{ ips: importance, snips: selfNormalised, doubly_robust: doublyRobust },
  };
}

export const modelSchema = z
  .object({
    version: z.number(),
    status: z.enum(MODEL_STATUSES),
    canary_share: z.number(),
    previous_version: z.number().nullable(),
    config: routingModelConfigSchema,
    note: z.string(),
    report: modelReportSchema.nullable(),
    created_by: z.string(),
    created_by_name: z.string(),
    created_at: time,
    changed_at: time,
  })
  .meta({ id: 'RoutingModel' });

export function presentModel(model: ModelView): z.input<typeof modelSchema> {
  const { canaryShare, previousVersion, createdBy, createdByName, createdAt, changedAt, ...plain } = model;
  return {
    ...plain,
    ...{ canary_share: canaryShare, previous_version: previousVersion, created_by: createdBy, created_by_name: createdByName },
    created_at: createdAt.toISOString(),
    changed_at: changedAt.toISOString(),
  };
}
