import { type Evidence, NO_EVIDENCE } from './evidence.ts';
import type { Moments } from './logistic.ts';

// What is believed of every agent at every task type, as a sum of effects:
//
//   value(agent, type) = fleet + coefficient * fit + agent + type + interaction
//
// Agent, type and interaction effects are normal around 0; how widely each kind spreads is learned (empirical Bayes), so that a fleet with
// one agent that is best everywhere and a fleet of specialists are both understood from few outcomes. A cell is an agent at a type that has
// been tried; its own evidence pulls its value away from the sum of the other effects, the more the more it has. The arrows of inference:
//
//   evidence of cells -> agents and types (touch: those of one cell; refit: all) -> fleet, coefficient, spreads (refit) -> predict

/** An agent or a task type. */
export interface Group {
  /** Its effect, and how uncertain that is. */
  mean: number;
  variance: number;
  cells: Cell[];
}

export interface Cell {
  readonly agent: Group;
  readonly type: Group;
  /** How well the agent's capabilities cover what tasks of the type require, 0..1. */
  fit: number;
  evidence: Evidence;
}

export interface EffectsPrior {
  fleet: Moments;
  /** The coefficient of `fit`. */
  fit: Moments;
  /** Variances of the effects. */
  agent: number;
  type: number;
  interaction: number;
  /** How many imagined groups stand behind each of these variances. */
  weight: number;
}

/** What was learned of all cells together; the effects of groups follow from it and the evidence. */
export interface Levels {
  fleet: number;
  coefficient: number;
  /** Variances. */
  agent: number;
  type: number;
  interaction: number;
}

/** The value of an agent at a type. `own` is the part of the variance that other agents at the type do not share. */
export interface EffectValue {
  mean: number;
  own: number;
  shared: number;
}

/** The estimate of the other effects is never exact; without this, a cell whose groups are well known could not move. */
const LEAST_VARIANCE = 0.02;

export class CrossedEffects {
  readonly prior: EffectsPrior;
  readonly #agents: Group[] = [];
  readonly #types: Group[] = [];
  readonly #cells: Cell[] = [];
  #fleet: number;
  #coefficient: number;
  #agentVariance: number;
  #typeVariance: number;
  #interaction: number;

  constructor(prior: EffectsPrior) {
    this.prior = prior;
    this.#fleet = prior.fleet.mean;
    this.#coefficient = prior.fit.mean;
    this.#agentVariance = prior.agent;
    this.#typeVariance = prior.type;
    this.#interaction = prior.interaction;
  }

  get levels(): Levels {
    return {
      fleet: this.#fleet,
      coefficient: this.#coefficient,
      agent: this.#agentVariance,
      type: this.#typeVariance,
      interaction: this.#interaction,
    };
  }

  set levels({ fleet, coefficient, agent, type, interaction }: Levels) {
    this.#fleet = fleet;
    this.#coefficient = coefficient;
    this.#agentVariance = agent;
    this.#typeVariance = type;
    this.#interaction = interaction;
  }

  addAgent(): Group {
    return addTo(this.#agents, this.#agentVariance);
  }

  addType(): Group {
    return addTo(this.#types, this.#typeVariance);
  }

  addCell(agent: Group, type: Group, fit: number): Cell {
    const cell: Cell = { agent, type, fit, evidence: NO_EVIDENCE };
    agent.cells.push(cell);
    type.cells.push(cell);
    this.#cells.push(cell);
    return cell;
  }

  /** What is believed of a cell apart from its own evidence. */
  around(cell: Cell): Moments {
    const agent = this.#withoutCell(cell, cell.agent, this.#agentVariance);
    const type = this.#withoutCell(cell, cell.type, this.#typeVariance);
    return {
      mean: this.#base(cell.fit) + agent.mean + type.mean,
      variance: agent.variance + type.variance + this.#interaction + LEAST_VARIANCE,
    };
  }

  /** Carries a cell's new evidence to its agent and its type. Linear in the cells of both. */
  touch({ agent, type }: Cell): void {
    this.#updateAgent(agent);
    this.#updateType(type);
    this.#updateAgent(agent);
  }

  /** One round over everything, spreads included. Linear in all cells. */
  refit(): void {
    for (const type of this.#types) this.#updateType(type);
    for (const agent of this.#agents) this.#updateAgent(agent);
    this.#updateFleet();
    this.#updateSpreads();
  }

  /** Groups and cell are undefined where nothing is known yet. */
  predict(groups: { agent: Group | undefined; type: Group | undefined }, fit: number, cell: Cell | undefined): EffectValue {
    const { agent, type } = groups;
    const mean = this.#base(fit) + (agent?.mean ?? 0) + (type?.mean ?? 0);
    const agentVariance = agent?.variance ?? this.#agentVariance;
    const shared = type?.variance ?? this.#typeVariance;
    if (cell === undefined || cell.evidence.precision <= 0) return { mean, own: agentVariance + this.#interaction, shared };
    const noise = 1 / cell.evidence.precision;
    const trust = this.#interaction / (this.#interaction + noise);
    const rest = (1 - trust) * (1 - trust);
    const surprise = cell.evidence.value - (mean + this.#coefficient * (cell.fit - fit));
    return { mean: mean + trust * surprise, own: trust * noise + rest * agentVariance, shared: rest * shared };
  }

  #base(fit: number): number {
    return this.#fleet + this.#coefficient * fit;
  }

  #withoutCell({ evidence, agent, type, fit }: Cell, group: Group, prior: number): Moments {
    if (evidence.precision <= 0) return group;
    const weight = 1 / (1 / evidence.precision + this.#interaction);
    const other = group === agent ? type : agent;
    const precision = Math.max(1 / prior, 1 / group.variance - weight);
    const sum = group.mean / group.variance - weight * (evidence.value - this.#base(fit) - other.mean);
    return { mean: sum / precision, variance: 1 / precision };
  }

  #updateAgent(agent: Group): void {
    let precision = 1 / this.#agentVariance;
    let sum = 0;
    for (const { evidence, type, fit } of agent.cells) {
      if (evidence.precision <= 0) continue;
      const weight = 1 / (1 / evidence.precision + this.#interaction);
      precision += weight;
      sum += weight * (evidence.value - this.#base(fit) - type.mean);
    }
    agent.mean = sum / precision;
    agent.variance = 1 / precision;
  }

  /** Like an agent's, but its uncertainty counts that of the agents: what nobody has done well may lie at those who tried. */
  #updateType(type: Group): void {
    let precision = 1 / this.#typeVariance;
    let certain = precision;
    let sum = 0;
    for (const { evidence, agent, fit } of type.cells) {
      if (evidence.precision <= 0) continue;
      const noise = 1 / evidence.precision + this.#interaction;
      precision += 1 / noise;
      certain += 1 / (noise + agent.variance);
      sum += (evidence.value - this.#base(fit) - agent.mean) / noise;
    }
    type.mean = sum / precision;
    type.variance = 1 / certain;
  }

  #updateFleet(): void {
    const { fleet, fit } = this.prior;
    let fleetPrecision = 1 / fleet.variance;
    let fleetSum = fleet.mean * fleetPrecision;
    let fitPrecision = 1 / fit.variance;
    let fitSum = fit.mean * fitPrecision;
    for (const cell of this.#cells) {
      if (cell.evidence.precision <= 0) continue;
      const weight = 1 / (1 / cell.evidence.precision + this.#interaction);
      const rest = cell.evidence.value - cell.agent.mean - cell.type.mean;
      fleetPrecision += weight;
      fleetSum += weight * (rest - this.#coefficient * cell.fit);
      fitPrecision += weight * cell.fit * cell.fit;
      fitSum += weight * cell.fit * (rest - this.#fleet);
    }
    this.#fleet = fleetSum / fleetPrecision;
    this.#coefficient = fitSum / fitPrecision;
  }

  /** One step of expectation maximisation: the mean of what the squared effects are believed to be. */
  #updateSpreads(): void {
    const { prior } = this;
    this.#agentVariance = spread(this.#agents, prior.agent, prior.weight);
    this.#typeVariance = spread(this.#types, prior.type, prior.weight);
    let sum = prior.weight * prior.interaction;
    let count = prior.weight;
    for (const cell of this.#cells) {
      if (cell.evidence.precision <= 0) continue;
      const trust = this.#interaction / (this.#interaction + 1 / cell.evidence.precision);
      const own = trust * (cell.evidence.value - this.#base(cell.fit) - cell.agent.mean - cell.type.mean);
      sum += own * own + this.#interaction * (1 - trust) + trust * trust * cell.agent.variance;
      count += 1;
    }
    this.#interaction = sum / count;
  }
}

function addTo(groups: Group[], variance: number): Group {
  const group: Group = { mean: 0, variance, cells: [] };
  groups.push(group);
  return group;
}

function spread(groups: readonly Group[], prior: number, weight: number): number {
  let sum = weight * prior;
  let count = weight;
  for (const { mean, variance, cells } of groups) {
    if (cells.length === 0) continue;
    sum += mean * mean + variance;
    count += 1;
  }
  return sum / count;
}
