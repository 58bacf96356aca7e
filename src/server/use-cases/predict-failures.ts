import { type Driver, type FailureModel, forecastFailure, learnFailures } from '../core/failure-prediction/failure-model.ts';
import { countSamples, featuresOf } from '../core/failure-prediction/features.ts';
import { type ForecastFigures, HIGH_RISK, LEAST_SCORED, measureForecasts } from '../core/failure-prediction/measure-forecasts.ts';
import { readWaitingPerSlot, readWorkingAgents } from '../db/agent-minutes.ts';
import { readRecentProbabilities, readScored, type StoredForecast } from '../db/failure-predictions.ts';
import type { Deps } from '../deps.ts';

/** Predictions are made every minute: with a longer horizon than that they tell partly the same, and count so much less. */
const EVERY_MS = 60_000;
const MINUTE_MS = 60_000;

export interface AgentRisk {
  agentId: string;
  agentName: string;
  /** That an attempt fails or is lost within the horizon; null below LEAST_SCORED attempts: not enough data. */
  probability: number | null;
  /** 90 %; null with the probability. */
  interval: [low: number, high: number] | null;
  drivers: Driver[];
  /** Ended attempts behind it. */
  samples: number;
  /** What was predicted in the last hour, for ten minutes ahead, oldest first. */
  recent: number[];
}

export interface FailureRisks {
  risks: AgentRisk[];
  horizonMinutes: number;
  highRiskAgents: string[];
  figures: ForecastFigures;
  at: Date;
}

/** Learns from the predictions that were scored, each before the next. */
export function learnFromScored(scored: readonly StoredForecast[]): FailureModel {
  return learnFailures(
    scored.map(({ agentId, features, failed, horizonMs }) => ({ agentId, features, failed, weight: Math.min(1, EVERY_MS / horizonMs) })),
  );
}

/** How probable it is that each agent at work fails within the horizon, and how good such predictions have been. */
export async function predictFailures(deps: Pick<Deps, 'db'>, horizonMinutes: number): Promise<FailureRisks> {
  const { pool } = deps.db;
  const [agents, waitingPerSlot, scored] = await Promise.all([readWorkingAgents(pool), readWaitingPerSlot(pool), readScored(pool)]);
  const recent = await readRecentProbabilities(
    pool,
    agents.map(({ id }) => id),
  );
  const model = learnFromScored(scored);
  const at = new Date();
  const risks = agents.map((agent): AgentRisk => {
    const samples = countSamples(agent.minutes);
    const known = { agentId: agent.id, agentName: agent.name, samples, recent: recent.get(agent.id) ?? [] };
    if (samples < LEAST_SCORED) return { ...known, probability: null, interval: null, drivers: [] };
    const features = featuresOf({ ...agent, waitingPerSlot }, { now: at.getTime(), horizonMs: horizonMinutes * MINUTE_MS });
    return { ...known, ...forecastFailure(model, agent.id, features) };
  });
  return {
    risks,
    horizonMinutes,
    highRiskAgents: risks.filter(({ probability }) => probability !== null && probability >= HIGH_RISK).map(({ agentId }) => agentId),
    figures: measureForecasts(scored),
    at,
  };
}
