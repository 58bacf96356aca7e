import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import type { Memory } from '../core/prediction/fade.ts';
import {
  chooseMemory,
  ENOUGH_HISTORY,
  type MemoryScores,
  MemoryTrial,
  type PastOutcome,
  type Score,
  TRIED_MEMORIES,
} from '../core/prediction/try-memory.ts';
import { judgeDecision, judgeEnd } from '../core/routing/judge-decision.ts';
import type { ModelReport } from '../core/routing/model-report.ts';
import { toRoutingModel } from '../core/routing/routing-model.ts';
import { insertModel } from '../db/roll-out-models.ts';
import { type PastRow, readPastOutcomes } from '../db/routing-reports.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';
import { activeModel, type ModelView, viewModel } from './roll-out-model.ts';

export const retrainSchema = z.strictObject({ days: z.number().int().min(1).max(365).default(30) });

/** Outcomes learned before others get their turn: a few milliseconds. */
const SLICE = 50;
const HOUR_MS = 3_600_000;

function pastOutcome(row: PastRow): PastOutcome[] {
  const [judged, success] = [judgeEnd(row), judgeDecision(row)];
  if (judged === null) return [];
  // Only success is compared; amounts would cost time and change nothing.
  const outcome = { ...judged, durationMs: null, costUsd: null, quality: null };
  return [{ agent: row.agentId, type: row.taskType, outcome, contract: row.contract, success, at: Math.round(row.at) }];
}

async function tryMemory(memory: Memory, past: readonly PastOutcome[]): Promise<MemoryScores> {
  const trial = new MemoryTrial(memory, past.length);
  for (const [at, outcome] of past.entries()) {
    trial.add(outcome);
    if (at % SLICE === SLICE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return trial.scores();
}

const same = (a: Memory, b: Memory) => a.halfLifeMs === b.halfLifeMs && a.capacity === b.capacity;
const presentMemory = ({ halfLifeMs, capacity }: Memory) => ({ half_life_hours: halfLifeMs / HOUR_MS, capacity });
const presentScore = ({ n, brier, logLoss }: Score) => ({ n, brier, log_loss: logLoss });

/**
 * Fits how long the router remembers to what happened, and stores the best as a draft with its figures before and after, both on decisions
 * that neither was chosen by.
 * @throws ConflictError below ENOUGH_HISTORY outcomes
 */
export async function retrainRouting(deps: Deps, { days }: z.output<typeof retrainSchema>, principal: Principal): Promise<ModelView> {
  const past = (await readPastOutcomes(deps.db, days)).flatMap(pastOutcome);
  if (past.length < ENOUGH_HISTORY) {
    throw new ConflictError(`not enough history: ${past.length} outcomes in ${days} days, ${ENOUGH_HISTORY} are needed`);
  }
  const active = await activeModel(deps);
  const { memory } = toRoutingModel(active.version, active.config);
  const tried: MemoryScores[] = [];
  const candidates = TRIED_MEMORIES.some((each) => same(each, memory)) ? TRIED_MEMORIES : [memory, ...TRIED_MEMORIES];
  for (const candidate of candidates) tried.push(await tryMemory(candidate, past));
  const best = chooseMemory(tried);
  const before = tried.find((each) => same(each.memory, memory)) ?? best;
  const report: ModelReport = {
    outcomes: past.length,
    before: presentScore(before.heldBack),
    after: presentScore(best.heldBack),
    chosen: presentMemory(best.memory),
    tried: tried.map(({ memory: each, choosing }) => ({ ...presentMemory(each), log_loss: choosing.logLoss })),
  };
  const config = { ...active.config, memory: report.chosen };
  const note = `refitted from ${past.length} outcomes of ${days} days`;
  const model = await insertModel(deps.db, { config, note, report, createdBy: principal.id });
  await recordAudit(deps, { actor: principal, action: 'routing.retrain', subject: `routing-model:${model.version}`, detail: { days } });
  return viewModel(deps, model.version);
}
