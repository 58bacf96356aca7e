import type { SuccessRow, SuccessState } from './belief-state.ts';
import { type Cell, CrossedEffects, type EffectsPrior, type Group } from './crossed-effects.ts';
import { binomialEvidence } from './evidence.ts';
import { DEFAULT_MEMORY, fading, type Memory, makeRoom } from './fade.ts';
import { probabilityMoments, sigmoid } from './logistic.ts';
import { isKnownFleet, KNOWN_AGENT, newcomerDoubt } from './newcomer-doubt.ts';
import { INTERVAL_REACH, type Prediction, toPrediction } from './prediction.ts';
import { watchChange } from './watch-change.ts';

// The probability that an agent succeeds at a task type. The same records are read in two ways, and each reading counts by how well it
// predicted so far: in one, agents differ by talent, in the other by speciality. So a fleet with one best agent is not explored type by
// type, and a fleet of specialists is not taken for one.

const SHARED_PRIOR = { fleet: { mean: 0.6, variance: 1 }, fit: { mean: 1, variance: 0.5 }, type: 0.5, weight: 15 };
const READINGS: readonly EffectsPrior[] = [
  { ...SHARED_PRIOR, agent: 0.2, interaction: 1.2 },
  { ...SHARED_PRIOR, agent: 1, interaction: 0.15 },
];

/** A change of an agent is looked for once this many outcomes are behind its record, and leaves this many. */
const KNOWN_FROM = 10;
const LEFT_AFTER_CHANGE = 3;
/** All effects are estimated anew after so many outcomes, or a tenth of the records where that is more. */
const REFIT_EVERY = 20;
/** A reading that counts less than this is left out where many candidates are predicted. */
const NEGLIGIBLE = 1e-4;
/** Rounds after which the effects of restored records have settled. */
const SETTLING_ROUNDS = 8;

/** Which agent, at what. `fit`: how well its capabilities cover what the task requires, 0..1. */
export interface Pairing {
  agent: string;
  type: string;
  fit: number;
}

/** The probability as the chooser needs it: `deviation` holds only what sets the agent apart from the others at the type. */
export interface SuccessExpectation {
  mean: number;
  deviation: number;
}

/** By position of the candidate; see SuccessExpectation. */
export interface ExpectationArrays {
  means: Float64Array;
  deviations: Float64Array;
}

interface Reading {
  effects: CrossedEffects;
  /** Log likelihood of the outcomes, each predicted before it was known. */
  logLikelihood: number;
}

interface Entry {
  row: SuccessRow;
  /** One per reading, like all groups here. */
  cells: Cell[];
}

interface AgentEntry {
  groups: Group[];
  /** Outcomes seen, old ones not counted less. */
  seen: number;
  /** The fleet was known when its first outcome came. */
  late: boolean;
  byType: Map<string, Entry>;
}

export class SuccessBelief {
  readonly #memory: Memory;
  readonly #readings: Reading[] = READINGS.map((prior) => ({ effects: new CrossedEffects(prior), logLikelihood: 0 }));
  readonly #agents = new Map<string, AgentEntry>();
  readonly #types = new Map<string, Group[]>();
  #weights: number[] = READINGS.map(() => 1 / READINGS.length);
  #size = 0;
  /** Outcomes of all agents. */
  #seen = 0;
  #sinceRefit = 0;

  constructor(memory: Memory = DEFAULT_MEMORY) {
    this.#memory = memory;
  }

  /** @param state as `state()` gave it, at the latest at `now` (epoch ms) */
  static restore(state: SuccessState, now: number, memory: Memory = DEFAULT_MEMORY): SuccessBelief {
    const belief = new SuccessBelief(memory);
    for (const row of state.rows) {
      belief.#open({ ...row });
      belief.#count(row.agent, row.successes + row.failures);
    }
    const newcomers = new Set(state.newcomers);
    for (const [name, agent] of belief.#agents) agent.late = newcomers.has(name);
    for (const [at, reading] of belief.#readings.entries()) {
      const known = state.readings[at];
      if (known === undefined) continue;
      reading.logLikelihood = known.logLikelihood;
      reading.effects.levels = known.levels;
    }
    belief.#weigh();
    for (let round = 0; round < SETTLING_ROUNDS; round += 1) belief.refit(now);
    return belief;
  }

  /** Everything learned, fit for a database: one small row per agent and type that met. */
  state(): SuccessState {
    const rows = [...this.#agents.values()].flatMap(({ byType }) => [...byType.values()].map(({ row }) => ({ ...row })));
    const readings = this.#readings.map(({ logLikelihood, effects }) => ({ logLikelihood, levels: effects.levels }));
    const newcomers = [...this.#agents].flatMap(([name, { late, seen }]) => (late && seen < KNOWN_AGENT ? [name] : []));
    return { version: 1, readings, rows, ...(newcomers.length > 0 && { newcomers }) };
  }

  /** Learns from one verified outcome at `now` (epoch ms). Linear in the records of its agent and its type. */
  observe(pairing: Pairing, success: boolean, now: number): void {
    const entry =
      this.#agents.get(pairing.agent)?.byType.get(pairing.type) ??
      this.#open({
        agent: pairing.agent,
        type: pairing.type,
        fit: pairing.fit,
        successes: 0,
        failures: 0,
        drop: 0,
        rise: 0,
        updatedAt: now,
      });
    entry.row.fit = pairing.fit;
    const predicted = this.#scoreReadings(pairing, entry, success);
    fade(entry.row, this.#memory, now);
    this.#count(pairing.agent, 1);
    const { row } = entry;
    if (row.successes + row.failures >= KNOWN_FROM && watchChange(row, predicted, success)) {
      scale(row, LEFT_AFTER_CHANGE / (row.successes + row.failures));
    }
    scale(row, makeRoom(this.#memory, row.successes + row.failures));
    if (success) row.successes += 1;
    else row.failures += 1;
    for (const [at, reading] of this.#readings.entries()) {
      updateCell(reading, entry.cells[at] as Cell, row);
      reading.effects.touch(entry.cells[at] as Cell);
    }
    this.#sinceRefit += 1;
    if (this.#sinceRefit >= Math.max(REFIT_EVERY, this.#size / 10)) this.refit(now);
  }

  /** Lets time pass over all records until `now` (epoch ms) and estimates every effect anew. Linear in the records. */
  refit(now: number): void {
    this.#sinceRefit = 0;
    for (const { byType } of this.#agents.values()) {
      for (const { row, cells } of byType.values()) {
        fade(row, this.#memory, now);
        for (const [at, reading] of this.#readings.entries()) updateCell(reading, cells[at] as Cell, row);
      }
    }
    for (const { effects } of this.#readings) effects.refit();
  }

  /** The light form of `predict`. */
  expect({ agent, type, fit }: Pairing): SuccessExpectation {
    const means = new Float64Array(1);
    const deviations = new Float64Array(1);
    this.expectMany(type, { agents: [agent], fits: [fit] }, { means, deviations });
    return { mean: means[0] as number, deviation: deviations[0] as number };
  }

  /** `expect` for many agents at one type, into arrays by position: what the chooser needs, without an object per candidate. */
  expectMany(type: string, of: { agents: readonly string[]; fits: ArrayLike<number> }, into: ExpectationArrays): void {
    const types = this.#types.get(type);
    for (let position = 0; position < of.agents.length; position += 1) {
      const agent = this.#agents.get(of.agents[position] as string);
      const cells = agent?.byType.get(type)?.cells;
      let mean = 0;
      let square = 0;
      for (let at = 0; at < this.#readings.length; at += 1) {
        const weight = this.#weights[at] as number;
        if (weight < NEGLIGIBLE) continue;
        const groups = { agent: agent?.groups[at], type: types?.[at] };
        const {
          mean: logOdds,
          own,
          shared,
        } = (this.#readings[at] as Reading).effects.predict(groups, of.fits[position] as number, cells?.[at]);
        const moments = probabilityMoments(logOdds, own + shared);
        mean += weight * moments.mean;
        square += weight * ((moments.variance * own) / (own + shared) + moments.mean * moments.mean);
      }
      into.means[position] = mean;
      into.deviations[position] = this.#doubtFactor(agent) * Math.sqrt(Math.max(0, square - mean * mean));
    }
  }

  /** The probability of success and the 90 % interval of that probability. */
  predict(pairing: Pairing): Prediction {
    const entry = this.#agents.get(pairing.agent)?.byType.get(pairing.type);
    let mean = 0;
    let logOdds = 0;
    let square = 0;
    for (let at = 0; at < this.#readings.length; at += 1) {
      const weight = this.#weights[at] as number;
      const value = this.#value(at, pairing, entry);
      mean += weight * probabilityMoments(value.mean, value.own + value.shared).mean;
      logOdds += weight * value.mean;
      square += weight * (value.own + value.shared + value.mean * value.mean);
    }
    const reach = INTERVAL_REACH * Math.sqrt(Math.max(0, square - logOdds * logOdds));
    const samples = entry === undefined ? 0 : entry.row.successes + entry.row.failures;
    return toPrediction(mean, { low: sigmoid(logOdds - reach), high: sigmoid(logOdds + reach) }, samples);
  }

  /** How much the reading "agents differ by speciality" counts against "by talent", 0..1. */
  get specialisation(): number {
    return this.#weights[0] as number;
  }

  #value(at: number, { agent, type, fit }: Pairing, entry: Entry | undefined) {
    const groups = { agent: this.#agents.get(agent)?.groups[at], type: this.#types.get(type)?.[at] };
    return (this.#readings[at] as Reading).effects.predict(groups, fit, entry?.cells[at]);
  }

  #open(row: SuccessRow): Entry {
    const agent = getOrAdd(this.#agents, row.agent, () => ({
      groups: this.#readings.map(({ effects }) => effects.addAgent()),
      seen: 0,
      late: this.#isKnown(),
      byType: new Map<string, Entry>(),
    }));
    const type = getOrAdd(this.#types, row.type, () => this.#readings.map(({ effects }) => effects.addType()));
    const cells = this.#readings.map(({ effects }, at) => effects.addCell(agent.groups[at] as Group, type[at] as Group, row.fit));
    const entry: Entry = { row, cells };
    agent.byType.set(row.type, entry);
    this.#size += 1;
    return entry;
  }

  #count(agent: string, outcomes: number): void {
    const entry = this.#agents.get(agent);
    if (entry !== undefined) entry.seen += outcomes;
    this.#seen += outcomes;
  }

  #isKnown(): boolean {
    return isKnownFleet(this.#seen, this.#agents.size);
  }

  /** 1 for everybody but newcomers: who was there from the start and is seldom chosen has been weighed against the others. */
  #doubtFactor(agent: AgentEntry | undefined): number {
    return (agent?.late ?? this.#isKnown()) ? newcomerDoubt(agent?.seen ?? 0) : 1;
  }

  /** Lets the readings answer for what they predicted. Returns what was predicted by all together. */
  #scoreReadings(pairing: Pairing, entry: Entry, success: boolean): number {
    let predicted = 0;
    for (const [at, reading] of this.#readings.entries()) {
      const { mean, own, shared } = this.#value(at, pairing, entry);
      const p = probabilityMoments(mean, own + shared).mean;
      predicted += (this.#weights[at] as number) * p;
      reading.logLikelihood += Math.log(success ? p : 1 - p);
    }
    this.#weigh();
    return predicted;
  }

  #weigh(): void {
    const best = Math.max(...this.#readings.map(({ logLikelihood }) => logLikelihood));
    // Only differences matter; a lead is bounded so that a fleet that changes its nature is understood again.
    for (const reading of this.#readings) reading.logLikelihood = Math.max(reading.logLikelihood - best, -LARGEST_LEAD);
    const likelihoods = this.#readings.map(({ logLikelihood }) => Math.exp(logLikelihood));
    const sum = likelihoods.reduce((total, likelihood) => total + likelihood, 0);
    this.#weights = likelihoods.map((likelihood) => likelihood / sum);
  }
}

/** The largest lead of one reading over the other, in log likelihood. */
const LARGEST_LEAD = 12;

function updateCell({ effects }: Reading, cell: Cell, row: SuccessRow): void {
  cell.fit = row.fit;
  cell.evidence = binomialEvidence(row.successes, row.failures, effects.around(cell));
}

function fade(row: SuccessRow, memory: Memory, now: number): void {
  scale(row, fading(memory, now - row.updatedAt));
  row.updatedAt = Math.max(row.updatedAt, now);
}

function scale(row: SuccessRow, share: number): void {
  row.successes *= share;
  row.failures *= share;
}

function getOrAdd<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
