import { DEGRADATION_SIGNALS, judgeDegradation } from '../core/anomaly/judge-degradation.ts';
import { forecastFailure } from '../core/failure-prediction/failure-model.ts';
import { countSamples, featuresOf } from '../core/failure-prediction/features.ts';
import { LEAST_SCORED, measureForecasts } from '../core/failure-prediction/measure-forecasts.ts';
import { foldMinutes, forgetMinutes, readWaitingPerSlot, readWorkingAgents, type WorkingAgent } from '../db/agent-minutes.ts';
import { readDegradations, reconcileDegradations } from '../db/degradations.ts';
import { insertPredictions, readScored, scorePredictions } from '../db/failure-predictions.ts';
import type { Deps } from '../deps.ts';
import { actOnDegradations, liftEnded } from './act-on-degradations.ts';
import { learnFromScored } from './predict-failures.ts';
import { actOnPredictions } from './prediction-actions.ts';

/** What is predicted every minute and scored afterwards. */
const HORIZON_MS = 600_000;

/**
 * Folds the minutes that are over, judges every agent at work against its own past and acts on what it finds, scores what was predicted
 * and predicts again. For once a minute in the whole fleet.
 */
export async function watchAgents(deps: Deps): Promise<void> {
  const { pool } = deps.db;
  const foldedUntil = await foldMinutes(pool);
  const agents = await readWorkingAgents(pool);
  await judgeAgents(deps, agents);
  await scorePredictions(pool, foldedUntil);
  await predictAgents(deps, agents, foldedUntil);
  await forgetMinutes(pool);
}

async function judgeAgents(deps: Deps, agents: readonly WorkingAgent[]): Promise<void> {
  const open = new Set((await readDegradations(deps.db.pool)).map(({ agentId, signal }) => `${agentId} ${signal}`));
  const standing = [];
  for (const agent of agents) {
    for (const signal of DEGRADATION_SIGNALS) {
      const found = judgeDegradation(agent.minutes, { signal, known: open.has(`${agent.id} ${signal}`) });
      if (found !== null) standing.push({ id: deps.newId(), agentId: agent.id, ...found });
    }
    // A judgement takes milliseconds: leases and heartbeats get their turn between two of them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const judged = agents.map(({ id }) => id);
  const { changed, endedFailures } = await reconcileDegradations(deps.db.pool, judged, standing);
  await liftEnded(deps, endedFailures);
  if (changed > 0) deps.feed.publish(['agents']);
  const found = standing.length === 0 ? [] : await readDegradations(deps.db.pool, judged);
  await actOnDegradations(deps, found);
}

async function predictAgents(deps: Deps, agents: readonly WorkingAgent[], madeAt: Date): Promise<void> {
  const { pool } = deps.db;
  const [scored, waitingPerSlot] = [await readScored(pool), await readWaitingPerSlot(pool)];
  const model = learnFromScored(scored);
  const predictions = agents.flatMap((agent) => {
    const samples = countSamples(agent.minutes);
    if (samples < LEAST_SCORED) return [];
    const features = featuresOf({ ...agent, waitingPerSlot }, { now: madeAt.getTime(), horizonMs: HORIZON_MS });
    const { probability } = forecastFailure(model, agent.id, features);
    const lastFailed = agent.minutes.at(-1)?.lastFailed ?? false;
    return [{ id: deps.newId(), agentId: agent.id, probability, features, samples, lastFailed }];
  });
  await insertPredictions(pool, { at: madeAt, horizonMs: HORIZON_MS }, predictions);
  await actOnPredictions(deps, predictions, { figures: measureForecasts(scored), foldedUntil: madeAt, horizonMs: HORIZON_MS });
}
