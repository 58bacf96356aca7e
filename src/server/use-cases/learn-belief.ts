import { Belief } from '../core/prediction/belief.ts';
import type { Memory } from '../core/prediction/fade.ts';
import { judgeEnd } from '../core/routing/judge-decision.ts';
import { type EndedOutcome, learnFromOutcomes } from '../db/belief-learning.ts';
import type { Deps } from '../deps.ts';
import { beliefAt, keepBelief } from './keep-belief.ts';
import { readRoutingModels } from './read-routing-models.ts';

/** Outcomes per transaction: some milliseconds of learning. */
const BATCH = 1_000;
/** Outcomes learned before the event loop gets its turn. */
const SLICE = 50;

/** Lets one outcome teach. What no agent could help teaches nothing of it. */
export function observe(belief: Belief, outcome: EndedOutcome): void {
  const judged = judgeEnd(outcome);
  if (judged === null) return;
  const { stage, agentId, taskType, durationMs, costUsd, quality } = outcome;
  const returned = stage === 'verdict' ? null : judged.returned;
  const shown = { returned, verified: judged.verified, durationMs, costUsd, quality };
  belief.observe({ agent: agentId, type: taskType, fit: 1 }, shown, Math.round(outcome.endedAt));
}

/** Learns from what ended since the last time. @returns how many outcomes there were, at most BATCH */
export async function learnBeliefNow(deps: Pick<Deps, 'db'>, memory: Memory): Promise<number> {
  let learned: Belief | null = null;
  const { revision, read } = await learnFromOutcomes(
    deps.db.pool,
    async (stored, outcomes) => {
      learned = (await beliefAt(deps, stored, memory)) ?? new Belief(memory);
      for (const [at, outcome] of outcomes.entries()) {
        observe(learned, outcome);
        if (at % SLICE === SLICE - 1) await new Promise((resolve) => setImmediate(resolve));
      }
      return learned.state();
    },
    BATCH,
  );
  if (learned !== null) keepBelief(deps.db, { revision, belief: learned });
  return read;
}

/** The same as a duty of the fleet, with the memory of the active model. @returns how many outcomes there were */
export async function learnBelief(deps: Pick<Deps, 'db'>): Promise<number> {
  const { active } = await readRoutingModels(deps);
  return learnBeliefNow(deps, active.memory);
}
