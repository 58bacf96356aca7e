import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import {
  ACTOR,
  type ActionState,
  type ActOutcome,
  chooseRestrained,
  effectOf,
  type Foreseen,
  isReleased,
  judgeAction,
  KEPT_SLOTS,
  type OpenAct,
} from '../core/failure-prediction/choose-restrained.ts';
import { type ForecastFigures, measureForecasts } from '../core/failure-prediction/measure-forecasts.ts';
import { readScored } from '../db/failure-predictions.ts';
import { readAgents } from '../db/fleet.ts';
import { type ActView, insertActs, readOpenActs, readRecentActs, scoreActs, sumActs } from '../db/prediction-acts.ts';
import { insertRestraint, liftById } from '../db/restraints.ts';
import { readSetting, writeSetting } from '../db/settings.ts';
import type { Deps } from '../deps.ts';
import { readMode } from './orchestration-mode.ts';
import { recordAudit } from './record-audit.ts';

const NAME = 'prediction-actions';
const SHOWN = 20;

export const predictionActionsSchema = z.strictObject({
  /** Off by default: what it costs is known (slots), what it brings only after it has been tried. */
  actAbove: z.number().min(0.5).max(1).nullable().default(null),
  maxShare: z.number().min(0).max(0.5).default(0.25),
});
export type PredictionActions = z.output<typeof predictionActionsSchema>;

/** What people set; where they set no bar, that of the orchestration mode counts. */
async function readRules(deps: Pick<Deps, 'db' | 'env'>): Promise<PredictionActions> {
  const [value, { settings }] = await Promise.all([readSetting(deps.db, NAME), readMode(deps)]);
  const stored = predictionActionsSchema.safeParse(value ?? {});
  const rules = stored.success ? stored.data : predictionActionsSchema.parse({});
  return { ...rules, actAbove: rules.actAbove ?? settings.actAbove };
}

/** Says from which probability on predictions are acted on, and on how much of a pool. */
export async function savePredictionActions(deps: Deps, rules: PredictionActions, principal: Principal): Promise<PredictionActions> {
  await writeSetting(deps.db, NAME, rules);
  await recordAudit(deps, {
    actor: principal,
    action: 'recovery.prediction_actions',
    subject: 'fleet',
    detail: { act_above: rules.actAbove, max_share: rules.maxShare },
  });
  deps.feed.publish(['agents']);
  return rules;
}

export interface PredictionActionsView {
  rules: PredictionActions;
  state: ActionState;
  /** What became of those acted on, and of those left alone. */
  treated: ActOutcome;
  control: ActOutcome;
  /** Of acting; null: not enough data. */
  effect: ReturnType<typeof effectOf>;
  recent: ActView[];
}

/** What is done about predictions, and whether it helped. */
export async function readPredictionActions(deps: Pick<Deps, 'db' | 'env'>): Promise<PredictionActionsView> {
  const { pool } = deps.db;
  const [rules, scored, sums, recent] = await Promise.all([readRules(deps), readScored(pool), sumActs(pool), readRecentActs(pool, SHOWN)]);
  return { rules, state: judgeAction(rules, measureForecasts(scored)), ...sums, effect: effectOf(sums.treated, sums.control), recent };
}

export interface Prediction {
  id: string;
  agentId: string;
  probability: number;
}

/**
 * Restrains who is predicted to fail, within the rules, and lifts that from who no longer is. Scores what was done before.
 * @param made.figures what predictions are worth; @param made.horizonMs how far ahead they look
 */
export async function actOnPredictions(
  deps: Pick<Deps, 'db' | 'env' | 'feed' | 'newId' | 'random'>,
  predictions: readonly Prediction[],
  made: { figures: ForecastFigures; foldedUntil: Date; horizonMs: number },
): Promise<void> {
  const { pool } = deps.db;
  await scoreActs(pool, made.foldedUntil);
  const [rules, open] = await Promise.all([readRules(deps), readOpenActs(pool)]);
  const acting = judgeAction(rules, made.figures) === 'acting';
  const probabilityOf = new Map(predictions.map(({ agentId, probability }) => [agentId, probability]));
  const over = open.filter(({ inForce, agentId }) => inForce && (!acting || isReleased(probabilityOf.get(agentId) ?? null, rules)));
  if (over.length > 0) {
    const ids = over.flatMap(({ restraintId }) => restraintId ?? []);
    await liftById(pool, ids, { by: ACTOR, reason: acting ? 'it is no longer predicted to fail' : 'predictions are not acted on now' });
  }
  const begun = acting ? await restrain(deps, { predictions, open, rules, horizonMs: made.horizonMs }) : 0;
  if (over.length + begun > 0) deps.feed.publish(['agents', 'ready']);
}

async function restrain(
  deps: Pick<Deps, 'db' | 'newId' | 'random'>,
  of: { predictions: readonly Prediction[]; open: readonly OpenAct[]; rules: PredictionActions; horizonMs: number },
): Promise<number> {
  const { predictions, open, rules, horizonMs } = of;
  const agents = (await readAgents(deps.db.pool)).filter(({ status }) => status === 'active');
  const poolOf = new Map(agents.map((agent) => [agent.id, agent.pool]));
  const active = new Map<string | null, number>();
  for (const { pool } of agents) active.set(pool, (active.get(pool) ?? 0) + 1);
  const foreseen = predictions.flatMap(({ id, agentId, probability }): Foreseen[] => {
    const pool = poolOf.get(agentId);
    return pool === undefined ? [] : [{ predictionId: id, agentId, pool, probability }];
  });
  const chosen = chooseRestrained({ foreseen, open, active, rules, random: deps.random });
  if (chosen.length === 0) return 0;
  const acts = chosen.map(({ agentId, pool, probability, treated }) => {
    return { id: deps.newId(), agentId, pool, probability, restraintId: treated ? deps.newId() : null };
  });
  const minutes = Math.round(horizonMs / 60_000);
  for (const { agentId, probability, restraintId } of acts) {
    if (restraintId === null) continue;
    const reason = `predicted to fail within ${minutes} minutes with ${Math.round(probability * 100)} %`;
    const subject = `agent:${agentId}` as const;
    const row = { id: restraintId, kind: 'degraded', subject, amount: KEPT_SLOTS, reason, by: ACTOR, failureId: null } as const;
    await insertRestraint(deps.db.pool, { ...row, holdMs: horizonMs });
  }
  await insertActs(deps.db.pool, acts, horizonMs);
  return acts.length;
}
