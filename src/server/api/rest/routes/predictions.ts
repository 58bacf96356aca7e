import { z } from 'zod';
import { FEATURES } from '../../../core/failure-prediction/features.ts';
import { type FailureRisks, predictFailures } from '../../../use-cases/predict-failures.ts';
import { defineRoute } from '../define-route.ts';

const measured = z.number().nullable();

const risksSchema = z
  .object({
    predictions: z.array(
      z.object({
        agent_id: z.string(),
        probability: measured.describe('That an attempt fails or is lost within the horizon; null: not enough data (30 ended attempts)'),
        interval: z.array(z.number()).describe('90 %: low, high; empty without a probability'),
        drivers: z.array(z.object({ name: z.enum(FEATURES), effect: z.number().describe('On the log odds; positive is towards failure') })),
        samples: z.number(),
      }),
    ),
    time_horizon_minutes: z.number(),
    high_risk_agents: z.array(z.string()),
    calibration: z.object({
      brier: measured,
      ece: measured,
      n: z.number(),
      baseline_brier: measured.describe('Of "the last call failed"'),
      beats_baseline: z.boolean().nullable().describe('Null below 30 scored predictions'),
      precision: measured,
      recall: measured,
      lead_time_ms: measured,
    }),
    prediction_timestamp: z.iso.datetime(),
  })
  .meta({ id: 'FailurePredictions' });

const presentRisks = ({ risks, horizonMinutes, highRiskAgents, figures, at }: FailureRisks) => ({
  predictions: risks.map(({ agentId, probability, interval, drivers, samples }) => ({
    agent_id: agentId,
    probability,
    interval: interval ?? [],
    drivers,
    samples,
  })),
  time_horizon_minutes: horizonMinutes,
  high_risk_agents: highRiskAgents,
  calibration: {
    brier: figures.calibration.brier,
    ece: figures.calibration.ece,
    n: figures.calibration.n,
    baseline_brier: figures.baselineBrier,
    beats_baseline: figures.beatsBaseline,
    precision: figures.precision,
    recall: figures.recall,
    lead_time_ms: figures.leadTimeMs,
  },
  prediction_timestamp: at.toISOString(),
});

export const predictionRoutes = [
  defineRoute({
    method: 'GET',
    path: '/recovery/predict',
    role: 'viewer',
    tag: 'recovery',
    summary: 'Predict failures of agents',
    query: z.strictObject({ time_horizon_minutes: z.coerce.number().min(1).max(1_440).default(30) }),
    responses: { 200: { description: 'How probable a failure of each agent at work is', schema: risksSchema } },
    async handle({ deps, query }) {
      return { status: 200, body: presentRisks(await predictFailures(deps, query.time_horizon_minutes)) };
    },
  }),
];
