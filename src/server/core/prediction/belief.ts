import { AmountBelief, COST_SETUP, DURATION_SETUP, QUALITY_SETUP } from './amount-belief.ts';
import type { BeliefState } from './belief-state.ts';
import { DEFAULT_MEMORY, type Memory } from './fade.ts';
import { INTERVAL_REACH, type Prediction, toPrediction } from './prediction.ts';
import { type ExpectationArrays, type Pairing, SuccessBelief, type SuccessExpectation } from './success-belief.ts';

/** What one ended attempt taught. */
export interface Outcome {
  /** The agent came back with a result and not with a failure; null: it did, and that was observed before its result was judged. */
  returned: boolean | null;
  /** The result passed the task's contract; null when the task has none or nothing came back. */
  verified: boolean | null;
  durationMs: number | null;
  costUsd: number | null;
  /** 0..1 */
  quality: number | null;
}

export interface AgentPrediction {
  success: Prediction;
  durationMs: Prediction;
  costUsd: Prediction;
  quality: Prediction;
}

/** Which agent at what, and whether its result will have to pass a contract. */
export interface Question extends Pairing {
  contract: boolean;
}

/**
 * Everything that is believed of a fleet. Success has two stages: P(success) = P(returns) x P(verified | returned); a task without a
 * contract has the first only. An agent that returns what does not pass loses the second stage, however often it claims success.
 */
export class Belief {
  readonly #memory: Memory;
  #returned: SuccessBelief;
  #verified: SuccessBelief;
  readonly #duration: AmountBelief;
  readonly #cost: AmountBelief;
  readonly #quality: AmountBelief;

  constructor(memory: Memory = DEFAULT_MEMORY) {
    this.#memory = memory;
    this.#returned = new SuccessBelief(memory);
    this.#verified = new SuccessBelief(memory);
    this.#duration = new AmountBelief(DURATION_SETUP, memory);
    this.#cost = new AmountBelief(COST_SETUP, memory);
    this.#quality = new AmountBelief(QUALITY_SETUP, memory);
  }

  /** @param state as `state()` gave it (parse stored ones with beliefStateSchema), at the latest at `now` (epoch ms) */
  static restore(state: BeliefState, now: number, memory: Memory = DEFAULT_MEMORY): Belief {
    const belief = new Belief(memory);
    belief.#returned = SuccessBelief.restore(state.returned, now, memory);
    belief.#verified = SuccessBelief.restore(state.verified, now, memory);
    belief.#duration.load(state.duration, now);
    belief.#cost.load(state.cost, now);
    belief.#quality.load(state.quality, now);
    return belief;
  }

  state(): BeliefState {
    return {
      version: 1,
      returned: this.#returned.state(),
      verified: this.#verified.state(),
      duration: this.#duration.state(),
      cost: this.#cost.state(),
      quality: this.#quality.state(),
    };
  }

  get memory(): Memory {
    return this.#memory;
  }

  /** Learns from an attempt that ended at `now` (epoch ms). What was not measured teaches nothing. */
  observe(pairing: Pairing, outcome: Outcome, now: number): void {
    if (outcome.returned !== null) this.#returned.observe(pairing, outcome.returned, now);
    if (outcome.returned !== false && outcome.verified !== null) this.#verified.observe(pairing, outcome.verified, now);
    if (outcome.returned && outcome.durationMs !== null) this.#duration.observe(pairing, outcome.durationMs, now);
    if (outcome.costUsd !== null) this.#cost.observe(pairing, outcome.costUsd, now);
    if (outcome.quality !== null) this.#quality.observe(pairing, outcome.quality, now);
  }

  /** Lets time pass until `now` (epoch ms). Call it now and then, for outcomes that never come teach nothing. */
  refit(now: number): void {
    for (const part of [this.#returned, this.#verified, this.#duration, this.#cost, this.#quality]) part.refit(now);
  }

  /** P(success) of many agents at one kind of task, by position, as the chooser needs it. */
  expectMany(agents: readonly string[], of: Omit<Question, 'agent'>): ExpectationArrays {
    const fits = new Float64Array(agents.length).fill(of.fit);
    const returned = emptyExpectations(agents.length);
    this.#returned.expectMany(of.type, { agents, fits }, returned);
    if (!of.contract) return returned;
    const verified = emptyExpectations(agents.length);
    this.#verified.expectMany(of.type, { agents, fits }, verified);
    for (let at = 0; at < agents.length; at += 1) {
      const { mean, deviation } = both(expectationAt(returned, at), expectationAt(verified, at));
      returned.means[at] = mean;
      returned.deviations[at] = deviation;
    }
    return returned;
  }

  predict(question: Question): AgentPrediction {
    return {
      success: this.#predictSuccess(question),
      durationMs: this.#duration.predict(question),
      costUsd: this.#cost.predict(question),
      quality: this.#quality.predict(question),
    };
  }

  #predictSuccess(question: Question): Prediction {
    const returned = this.#returned.predict(question);
    if (!question.contract) return returned;
    const verified = this.#verified.predict(question);
    const { mean, deviation } = both(spreadOf(returned), spreadOf(verified));
    const reach = INTERVAL_REACH * deviation;
    return toPrediction(
      mean,
      { low: Math.max(0, mean - reach), high: Math.min(1, mean + reach) },
      Math.min(returned.samples, verified.samples),
    );
  }
}

function emptyExpectations(count: number): ExpectationArrays {
  return { means: new Float64Array(count), deviations: new Float64Array(count) };
}

function expectationAt({ means, deviations }: ExpectationArrays, at: number): SuccessExpectation {
  return { mean: means[at] as number, deviation: deviations[at] as number };
}

/** Mean and deviation of the product of two independent probabilities. */
function both(first: SuccessExpectation, second: SuccessExpectation): SuccessExpectation {
  const square = (of: SuccessExpectation) => of.deviation ** 2 + of.mean ** 2;
  const mean = first.mean * second.mean;
  return { mean, deviation: Math.sqrt(Math.max(0, square(first) * square(second) - mean * mean)) };
}

function spreadOf({ mean, low, high }: Prediction): SuccessExpectation {
  return { mean, deviation: (high - low) / (2 * INTERVAL_REACH) };
}
