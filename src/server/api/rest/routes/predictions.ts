import { z } from 'zod';
import { FEATURES } from '../../../core/failure-prediction/features.ts';
import { type FailureRisks, predictFailures } from '../../../use-cases/predict-failures.ts';
import { type PredictionActionsView, readPredictionActions, savePredictionActions } from '../../../use-cases/prediction-actions.ts';
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

const rulesSchema = z.strictObject({
  act_above: z.number().min(0.5).max(1).nullable().describe('Predictions at or above are acted on; null: none'),
  max_share: z.number().min(0).max(0.5).describe('Of the active agents of a pool, restrained at once at most'),
});

const outcomeSchema = z.object({
  acts: z.number(),
  attempts: z.number().describe('That ended in the time of the acts'),
  failures: z.number().describe('Of these, failed or lost'),
});

const actionsSchema = rulesSchema
  .extend({
    state: z
      .enum(['off', 'too_few', 'not_better', 'acting'])
      .describe('too_few: below 200 scored predictions; not_better: than "the last call failed"'),
    treated: outcomeSchema,
    control: outcomeSchema.describe('One in five, drawn by lot, is left alone'),
    effect: z
      .object({ lowered: z.number(), interval: z.array(z.number()).describe('90 %') })
      .nullable()
      .describe('By how much the share of failing attempts was lowered; null: not enough data'),
  })
  .meta({ id: 'PredictionActions' });

const presentActions = ({ rules, state, treated, control, effect }: PredictionActionsView) => ({
  act_above: rules.actAbove,
  max_share: rules.maxShare,
  state,
  treated,
  control,
  effect,
});

export const predictionRoutes = [
  defineRoute({
    method: 'GET',
    path: '/recovery/prediction-actions',
    role: 'viewer',
    tag: 'recovery',
    summary: 'Show what is done about predictions, and whether it helped',
    responses: { 200: { description: 'The rules and what came of them', schema: actionsSchema } },
    async handle({ deps }) {
      return { status: 200, body: presentActions(await readPredictionActions(deps)) };
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/recovery/prediction-actions',
    role: 'admin',
    tag: 'recovery',
    summary: 'Say from which probability on predictions are acted on',
    body: rulesSchema,
    responses: { 200: { description: 'The rules and what came of them', schema: actionsSchema } },
    async handle({ deps, body, principal }) {
      await savePredictionActions(deps, { actAbove: body.act_above, maxShare: body.max_share }, principal);
      return { status: 200, body: presentActions(await readPredictionActions(deps)) };
    },
  }),
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
