import type { Barrier, FleetWatch } from '../breaker/watch-fleet.ts';
import type { AgentPool } from './agent-pool.ts';
import type { Fleet } from './candidates.ts';
import type { Footing, Moment, PreparedSpec } from './prepare-spec.ts';
import { loadScore } from './score.ts';

// The scores of all candidates for one kind of task during a batch. They are worked out once; after that only the agents that were given
// something are looked at again, so that a task costs as little as the batch before it changed.

/** A batch under way. */
export interface Pass extends Moment {
  fleet: Fleet;
  inFlight: Int32Array;
  /** By position in the fleet: the agents' own, less where a breaker has just closed. */
  slots: Int32Array;
  /** Null when no breaker holds anything back. */
  watch: FleetWatch | null;
  /** Positions in the fleet of the agents that were given a task, in order. */
  placed: number[];
}

/** By position in the candidate list; who has no free slot, or no place in the run, has -Infinity. */
export interface Scores {
  scores: Float64Array;
  /** What a choice goes by: the scores, with those who are not trusted below all others. */
  utilities: Float64Array;
}

/** The candidates of one task now. */
export interface Ranking {
  prepared: PreparedSpec;
  with: Scores;
  /** Without the persona; null when it is not on trial. */
  plain: Scores | null;
  /** Candidates with a free slot that may have it, and those of them that are trusted with it. */
  free: number;
  trusted: number;
  /** Candidates with a free slot that the run has no place for. */
  outside: number;
  /** Who is kept away by breakers; null when none has a say. */
  barrier: Barrier | null;
}

const NOT_FREE = Number.NEGATIVE_INFINITY;
/** More than any score: puts whoever is not trusted below all who are. */
const DISTRUST = 1;

export class LiveScores implements Ranking {
  readonly prepared: PreparedSpec;
  readonly with: Scores;
  readonly plain: Scores | null;
  readonly outside = 0;
  readonly barrier: Barrier | null;
  free = 0;
  trusted = 0;
  readonly #pass: Pass;
  #seen: number;

  constructor(prepared: PreparedSpec, pass: Pass) {
    this.prepared = prepared;
    this.#pass = pass;
    this.#seen = pass.placed.length;
    const { agents } = prepared.candidates;
    this.barrier = pass.watch?.bar(agents, prepared.taskType) ?? null;
    this.with = emptyScores(prepared, agents.length);
    this.plain = prepared.trial === null ? null : emptyScores(prepared, agents.length);
    for (let at = 0; at < agents.length; at += 1) this.#look(at, agents[at] as number);
  }

  /** Takes in what was placed since the last call. */
  catchUp(): this {
    const { placed } = this.#pass;
    for (; this.#seen < placed.length; this.#seen += 1) {
      const agent = placed[this.#seen] as number;
      const at = this.prepared.candidates.places[agent] as number;
      if (at !== -1 && (this.with.scores[at] as number) > NOT_FREE) {
        this.#count(at, -1);
        this.#look(at, agent);
      }
    }
    for (const at of this.barrier?.exhausted() ?? []) {
      if ((this.with.scores[at] as number) === NOT_FREE) continue;
      this.#count(at, -1);
      this.#look(at, this.prepared.candidates.agents[at] as number);
    }
    return this;
  }

  /** The same for a run that nobody new may join. */
  within(pool: AgentPool): Ranking {
    const { prepared, plain, barrier } = this;
    const { places, agents } = prepared.candidates;
    const ranking = { prepared, with: emptyScores(prepared, agents.length), plain: plain && emptyScores(prepared, agents.length) };
    let [free, trusted] = [0, 0];
    for (const id of pool.members()) {
      const at = places[this.#pass.fleet.positionOf(id)] ?? -1;
      if (at === -1 || this.with.scores[at] === NOT_FREE) continue;
      copy(this.with, ranking.with, at);
      if (plain !== null && ranking.plain !== null) copy(plain, ranking.plain, at);
      free += 1;
      trusted += Number(prepared.distrusted?.[at] !== 1);
    }
    return { ...ranking, free, trusted, outside: this.free - free, barrier };
  }

  #look(at: number, agent: number): void {
    const slots = this.#pass.slots[agent] as number;
    const used = this.#pass.inFlight[agent] as number;
    const { prepared } = this;
    const isFree = used < slots && this.barrier?.barred[at] !== 1;
    if (isFree) this.#count(at, 1);
    const load = isFree ? loadScore(used, slots) : null;
    score(this.with, at, { prepared, footing: prepared.footing, load });
    if (this.plain !== null && prepared.trial !== null) score(this.plain, at, { prepared, footing: prepared.trial.plain, load });
  }

  #count(at: number, by: 1 | -1): void {
    this.free += by;
    if (this.prepared.distrusted?.[at] !== 1) this.trusted += by;
  }
}

function emptyScores({ distrusted }: PreparedSpec, count: number): Scores {
  const scores = new Float64Array(count).fill(NOT_FREE);
  return { scores, utilities: distrusted === null ? scores : new Float64Array(count).fill(NOT_FREE) };
}

function copy(from: Scores, into: Scores, at: number): void {
  into.scores[at] = from.scores[at] as number;
  into.utilities[at] = from.utilities[at] as number;
}

/** @param by.load null when no slot is free */
function score(into: Scores, at: number, by: { prepared: PreparedSpec; footing: Footing; load: number | null }): void {
  const { load } = by;
  const { sum, weight } = by.footing.sums;
  const loadWeight = by.prepared.weights.load;
  const all = (weight[at] as number) + loadWeight;
  const value = load === null ? NOT_FREE : all === 0 ? 0 : ((sum[at] as number) + loadWeight * load) / all;
  into.scores[at] = value;
  into.utilities[at] = by.prepared.distrusted?.[at] === 1 ? value - DISTRUST : value;
}

// Asked for the record of a decision, over all candidates: plain loops.

/** Positions in the fleet of the candidates whose slots are all taken. */
export function fullAgents({ prepared, barrier }: Ranking, { slots, inFlight }: Pass): number[] {
  const { agents } = prepared.candidates;
  const full: number[] = [];
  for (let place = 0; place < agents.length; place += 1) {
    const agent = agents[place] as number;
    if ((inFlight[agent] as number) >= (slots[agent] as number) && barrier?.barred[place] !== 1) full.push(agent);
  }
  return full;
}

/** Positions in the fleet of the candidates that breakers keep away: the first of them, so many at most. */
export function barredAgents({ prepared, barrier }: Ranking, most = Number.POSITIVE_INFINITY): number[] {
  const barred: number[] = [];
  if (barrier === null) return barred;
  const { agents } = prepared.candidates;
  for (let place = 0; place < agents.length && barred.length < most; place += 1) {
    if (barrier.barred[place] === 1) barred.push(agents[place] as number);
  }
  return barred;
}
