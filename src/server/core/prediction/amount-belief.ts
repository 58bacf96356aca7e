import type { AmountRow, AmountState } from './belief-state.ts';
import { type Cell, CrossedEffects, type EffectsPrior, type Group } from './crossed-effects.ts';
import { DEFAULT_MEMORY, fading, type Memory, makeRoom } from './fade.ts';
import { INTERVAL_REACH, type Prediction, toPrediction } from './prediction.ts';

// How much an agent takes for a task of a type: time, money, or how good its results are. The same effects as for success, on a scale on
// which differences add up; the noise of single outcomes is learned too.

/** The scale amounts are compared on. `unit` keeps an amount of 0 finite: below it, differences stop to matter. */
export type AmountScale = { kind: 'logarithmic'; unit: number } | { kind: 'linear'; low: number; high: number };

export interface AmountSetup {
  scale: AmountScale;
  prior: EffectsPrior;
  /** Variance of one outcome around its mean, before any is known, and how many outcomes that belief is worth. */
  noise: { variance: number; weight: number };
}

const LOG_EFFECTS = { fit: { mean: 0, variance: 0.1 }, agent: 0.5, type: 1, interaction: 0.25, weight: 6 };

/** Durations in ms: around ten seconds, more or less by factors. */
export const DURATION_SETUP: AmountSetup = {
  scale: { kind: 'logarithmic', unit: 1 },
  prior: { ...LOG_EFFECTS, fleet: { mean: Math.log(10_000), variance: 6 } },
  noise: { variance: 0.4, weight: 10 },
};

/** Costs in USD; a tenth of a cent is next to nothing. */
export const COST_SETUP: AmountSetup = {
  scale: { kind: 'logarithmic', unit: 0.001 },
  prior: { ...LOG_EFFECTS, fleet: { mean: Math.log(0.01), variance: 6 } },
  noise: { variance: 0.2, weight: 10 },
};

/** Quality scores, 0..1. */
export const QUALITY_SETUP: AmountSetup = {
  scale: { kind: 'linear', low: 0, high: 1 },
  prior: { fleet: { mean: 0.7, variance: 0.1 }, fit: { mean: 0, variance: 0.01 }, agent: 0.01, type: 0.01, interaction: 0.01, weight: 6 },
  noise: { variance: 0.03, weight: 10 },
};

const REFIT_EVERY = 50;
const SETTLING_ROUNDS = 8;

interface Entry {
  row: AmountRow;
  cell: Cell;
}

export class AmountBelief {
  readonly #setup: AmountSetup;
  readonly #memory: Memory;
  readonly #effects: CrossedEffects;
  readonly #agents = new Map<string, Group>();
  readonly #types = new Map<string, Group>();
  readonly #entries = new Map<string, Map<string, Entry>>();
  #noise: number;
  #size = 0;
  #sinceRefit = 0;

  constructor(setup: AmountSetup, memory: Memory = DEFAULT_MEMORY) {
    this.#setup = setup;
    this.#memory = memory;
    this.#effects = new CrossedEffects(setup.prior);
    this.#noise = setup.noise.variance;
  }

  /** Takes over the rows of `state()`, which hold at the latest at `now` (epoch ms). */
  load(state: AmountState, now: number): this {
    for (const row of state.rows) this.#open({ ...row });
    for (let round = 0; round < SETTLING_ROUNDS; round += 1) this.refit(now);
    return this;
  }

  state(): AmountState {
    return { version: 1, rows: [...this.#entries.values()].flatMap((byType) => [...byType.values()].map(({ row }) => ({ ...row }))) };
  }

  /** Learns one amount at `now` (epoch ms); what is no finite amount from 0 on teaches nothing. */
  observe({ agent, type }: { agent: string; type: string }, amount: number, now: number): void {
    if (!Number.isFinite(amount) || amount < 0) return;
    const entry = this.#find(agent, type) ?? this.#open({ agent, type, count: 0, mean: 0, squares: 0, updatedAt: now });
    const { row, cell } = entry;
    fade(row, this.#memory, now);
    scaleRow(row, makeRoom(this.#memory, row.count));
    const value = toScale(this.#setup.scale, amount);
    const away = value - row.mean;
    row.count += 1;
    row.mean += away / row.count;
    row.squares += away * (value - row.mean);
    this.#updateCell(entry);
    this.#effects.touch(cell);
    this.#sinceRefit += 1;
    if (this.#sinceRefit >= Math.max(REFIT_EVERY, this.#size / 10)) this.refit(now);
  }

  /** Lets time pass until `now` (epoch ms) and estimates noise and effects anew. Linear in the records. */
  refit(now: number): void {
    this.#sinceRefit = 0;
    const { variance, weight } = this.#setup.noise;
    let squares = variance * weight;
    let freedom = weight;
    for (const { row } of this.#all()) {
      fade(row, this.#memory, now);
      squares += row.squares;
      freedom += Math.max(0, row.count - 1);
    }
    this.#noise = squares / freedom;
    for (const entry of this.#all()) this.#updateCell(entry);
    this.#effects.refit();
  }

  /** The expected amount, and the interval that holds 90 % of single outcomes. */
  predict({ agent, type, fit }: { agent: string; type: string; fit: number }): Prediction {
    const entry = this.#find(agent, type);
    const value = this.#effects.predict({ agent: this.#agents.get(agent), type: this.#types.get(type) }, fit, entry?.cell);
    const variance = value.own + value.shared + this.#noise;
    const reach = INTERVAL_REACH * Math.sqrt(variance);
    const { scale } = this.#setup;
    const interval = { low: fromScale(scale, value.mean - reach), high: fromScale(scale, value.mean + reach) };
    return toPrediction(meanOnScale(scale, value.mean, variance), interval, entry?.row.count ?? 0);
  }

  #find(agent: string, type: string): Entry | undefined {
    return this.#entries.get(agent)?.get(type);
  }

  *#all(): Generator<Entry> {
    for (const byType of this.#entries.values()) yield* byType.values();
  }

  #open(row: AmountRow): Entry {
    const agent = this.#agents.get(row.agent) ?? this.#effects.addAgent();
    const type = this.#types.get(row.type) ?? this.#effects.addType();
    this.#agents.set(row.agent, agent);
    this.#types.set(row.type, type);
    const entry: Entry = { row, cell: this.#effects.addCell(agent, type, 1) };
    const byType = this.#entries.get(row.agent) ?? new Map<string, Entry>();
    this.#entries.set(row.agent, byType.set(row.type, entry));
    this.#size += 1;
    return entry;
  }

  #updateCell({ row, cell }: Entry): void {
    cell.evidence = { precision: row.count / this.#noise, value: row.mean };
  }
}

function toScale(scale: AmountScale, amount: number): number {
  return scale.kind === 'linear' ? Math.min(scale.high, Math.max(scale.low, amount)) : Math.log(amount + scale.unit);
}

function fromScale(scale: AmountScale, value: number): number {
  return scale.kind === 'linear' ? Math.min(scale.high, Math.max(scale.low, value)) : Math.max(0, Math.exp(value) - scale.unit);
}

/** Of a normal value on the logarithmic scale, the mean amount is larger than the amount of the mean; kept finite for vague beliefs. */
function meanOnScale(scale: AmountScale, mean: number, variance: number): number {
  return fromScale(scale, scale.kind === 'linear' ? mean : mean + Math.min(variance, 2) / 2);
}

function fade(row: AmountRow, memory: Memory, now: number): void {
  scaleRow(row, fading(memory, now - row.updatedAt));
  row.updatedAt = Math.max(row.updatedAt, now);
}

function scaleRow(row: AmountRow, share: number): void {
  row.count *= share;
  row.squares *= share;
}
