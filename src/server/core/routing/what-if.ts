import type { DecisionRecord } from './decision-record.ts';
import { estimateOffPolicy, type LoggedChoice, type OffPolicyEstimate } from './off-policy.ts';
import { type Rescored, rescoreRecord, targetProbability } from './rescore-record.ts';
import type { Component, Weights } from './weights.ts';

// Replays recorded decisions with other weights: who would have been chosen, and what that would have been worth.

/** Changed decisions that are named. */
const NAMED_CHANGES = 20;
/** What is guessed of an agent of which nothing was predicted; any guess that does not know the outcome keeps the estimate unbiased. */
const EVEN_GUESS = 0.5;

export interface ReplayedDecision {
  id: string;
  taskType: string | null;
  /** Who was chosen. */
  agentId: string;
  record: DecisionRecord;
  /** Null when its end says nothing of the agent, or has not come. */
  success: boolean | null;
}

export interface ChangedDecision {
  id: string;
  taskType: string | null;
  chosen: string;
  instead: string;
  /** How much higher the other scores by the new weights. */
  gain: number;
}

export interface WhatIf {
  /** Decisions looked at. */
  decisions: number;
  /** Of them those whose choice by the new weights is another agent. */
  changed: number;
  /** The newest of them. */
  changes: ChangedDecision[];
  /** Decisions in which a component that weighs something was not recorded, by component. */
  missing: Partial<Record<Component, number>>;
  /** Over decisions with a known outcome and propensity. */
  estimate: OffPolicyEstimate;
}

/** A replay in progress: decisions are added one by one, so that the caller can pause between them. */
export class WhatIfReplay {
  readonly #weights: Weights;
  readonly #floor: number;
  readonly #choices: LoggedChoice[] = [];
  readonly #changes: ChangedDecision[] = [];
  readonly #missing: Partial<Record<Component, number>> = {};
  #decisions = 0;
  #changed = 0;

  /** @param floor share of the target policy that is spread evenly over all candidates, 0..1 */
  constructor(weights: Weights, floor: number) {
    this.#weights = weights;
    this.#floor = floor;
  }

  add(decision: ReplayedDecision): void {
    const rescored = rescoreRecord(decision.record, this.#weights);
    this.#decisions += 1;
    for (const component of rescored.missing) this.#missing[component] = (this.#missing[component] ?? 0) + 1;
    this.#noteChange(decision, rescored);
    const { record, success } = decision;
    if (success === null || record.v === 1 || !record.propensity) return;
    this.#choices.push(loggedChoice(decision, rescored, { propensity: record.propensity, floor: this.#floor, success }));
  }

  result(): WhatIf {
    return {
      decisions: this.#decisions,
      changed: this.#changed,
      changes: this.#changes,
      missing: this.#missing,
      estimate: estimateOffPolicy(this.#choices),
    };
  }

  #noteChange({ id, taskType, agentId }: ReplayedDecision, { winners, scores }: Rescored): void {
    const [instead] = winners;
    if (instead === undefined || winners.includes(agentId)) return;
    this.#changed += 1;
    if (this.#changes.length >= NAMED_CHANGES) return;
    const gain = (scores.get(instead) ?? 0) - (scores.get(agentId) ?? 0);
    this.#changes.push({ id, taskType, chosen: agentId, instead, gain });
  }
}

function loggedChoice(
  { record, agentId }: ReplayedDecision,
  rescored: Rescored,
  known: { propensity: number; floor: number; success: boolean },
): LoggedChoice {
  const column = record.columns.indexOf('predicted');
  const guesses = new Map(
    record.candidates.map((row) => {
      const value = column === -1 ? null : row[column];
      return [row[0], typeof value === 'number' ? value : EVEN_GUESS] as const;
    }),
  );
  const probabilityOf = (agent: string) => targetProbability(rescored, agent, { floor: known.floor, total: record.total });
  let recorded = 0;
  let predictedTarget = 0;
  for (const [agent, guess] of guesses) {
    recorded += probabilityOf(agent);
    predictedTarget += probabilityOf(agent) * guess;
  }
  return {
    propensity: known.propensity,
    target: probabilityOf(agentId),
    reward: Number(known.success),
    predicted: guesses.get(agentId) ?? EVEN_GUESS,
    // Candidates that the record does not name keep their floors.
    predictedTarget: predictedTarget + Math.max(0, 1 - recorded) * EVEN_GUESS,
  };
}
