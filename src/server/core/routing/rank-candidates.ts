import { FOLLOWING, type Verdict } from '../persona/judge-trial.ts';
import type { AgentPool } from './agent-pool.ts';
import type { Fleet } from './candidates.ts';
import { chooseAgent } from './choose-agent.ts';
import type { PreparedSpec, Sums } from './prepare-spec.ts';
import { loadScore } from './score.ts';
import { seededRandom } from './seeded-random.ts';

/** Scores closer than this are a tie. */
const TIE = 1e-9;

/** The candidates of one task now; `free` and `scores` go by position in the candidate list. */
export interface Ranking {
  prepared: PreparedSpec;
  /** Positions of those with a free slot. */
  free: number[];
  scores: Float64Array;
  /** Scores without the persona; null when it is not on trial. */
  plain: Float64Array | null;
  loads: Float64Array;
  /** Capable agents whose slots are all taken. */
  full: number[];
  /** Capable agents with a free slot that the run has no place for. */
  outside: number[];
}

/** The hot loop, once per task and candidate: everything but the load was summed up when the spec was prepared. */
export function rank(fleet: Fleet, prepared: PreparedSpec, now: { inFlight: readonly number[]; pool: AgentPool | undefined }): Ranking {
  const { inFlight, pool } = now;
  const closed = pool?.full() ? pool : null;
  const { agents } = prepared.candidates;
  const loads = new Float64Array(agents.length);
  const free: number[] = [];
  const full: number[] = [];
  const outside: number[] = [];
  for (let at = 0; at < agents.length; at += 1) {
    const agent = agents[at] as number;
    const slots = fleet.slots[agent] as number;
    const used = inFlight[agent] as number;
    if (used >= slots) {
      full.push(agent);
      continue;
    }
    if (closed !== null && !closed.has(fleet.agents[agent]?.profile.id ?? '')) {
      outside.push(agent);
      continue;
    }
    loads[at] = loadScore(used, slots);
    free.push(at);
  }
  const load = prepared.weights.load;
  const scores = addLoad(prepared.sums, { free, loads, load });
  const plain = prepared.trial === null ? null : addLoad(prepared.trial.plain, { free, loads, load });
  return { prepared, free, scores, plain, loads, full, outside };
}

function addLoad({ sum, weight }: Sums, { free, loads, load }: { free: number[]; loads: Float64Array; load: number }): Float64Array {
  const scores = new Float64Array(loads.length);
  for (const at of free) {
    const all = (weight[at] as number) + load;
    scores[at] = all === 0 ? 0 : ((sum[at] as number) + load * (loads[at] as number)) / all;
  }
  return scores;
}

/** Who gets the task, by which scores. */
export interface Choice {
  /** Position in the candidate list. */
  winner: number;
  scores: Float64Array;
  /** Whether the persona counted in `scores`. */
  persona: boolean;
  verdict: Verdict | null;
  /** Set when the persona makes a difference to who is chosen: the winner of the other arm. */
  contested: { arm: 'with' | 'without'; other: number } | null;
  /** The exact probability with which the winner was chosen. */
  propensity: number;
  /** The winner looked worse than the best. */
  explored: boolean;
}

/**
 * Chooses by score: mostly the best, now and then one that may be better than it looks (choose-agent.ts). Where the persona is on trial
 * and changes who that is, a coin says whether it may. Null when nobody is free, or when only agents that are not trusted with this are.
 */
export function choose(ranking: Ranking, seed: number): Choice | null {
  const { scores, plain, prepared } = ranking;
  const chance = seededRandom(seed);
  const place = chance();
  if (ranking.free.length === 0 || (onlyDistrusted(ranking) && chance() >= prepared.model.limits.floorShare)) return null;
  const lot = drawLot(ranking, { scores, sums: prepared.sums, place });
  if (plain === null || prepared.trial === null) {
    return { ...lot, scores, persona: true, verdict: null, contested: null, propensity: lot.probabilityOf(lot.winner) };
  }
  const { verdict } = prepared.trial;
  const other = drawLot(ranking, { scores: plain, sums: prepared.trial.plain, place });
  const follow = FOLLOWING[verdict];
  const propensityOf = (at: number) => follow * lot.probabilityOf(at) + (1 - follow) * other.probabilityOf(at);
  if (other.winner === lot.winner) {
    const counts = verdict !== 'off';
    const chosen = counts ? lot : other;
    const propensity = propensityOf(chosen.winner);
    return { ...chosen, scores: counts ? scores : plain, persona: counts, verdict, contested: null, propensity };
  }
  return chance() < follow
    ? { ...lot, scores, persona: true, verdict, contested: { arm: 'with', other: other.winner }, propensity: propensityOf(lot.winner) }
    : {
        ...other,
        scores: plain,
        persona: false,
        verdict,
        contested: { arm: 'without', other: lot.winner },
        propensity: propensityOf(other.winner),
      };
}

/** Trusted agents can take it, but not now: waiting for one is better than failing with another. */
function onlyDistrusted({ free, full, outside, prepared }: Ranking): boolean {
  const { doubt } = prepared;
  if (doubt === null || !doubt.someTrusted || full.length + outside.length === 0) return false;
  return free.every((at) => doubt.distrusted[at] === 1);
}

interface Lot {
  winner: number;
  explored: boolean;
  probabilityOf(at: number): number;
}

/** One draw among the free candidates. `place`, uniform in [0, 1), is the only chance in it. */
function drawLot(ranking: Ranking, by: { scores: Float64Array; sums: Sums; place: number }): Lot {
  const { free, prepared } = ranking;
  const { doubt, model, weights } = prepared;
  if (doubt === null || model.limits.curiosity === 0) return drawBest(free, by.scores, by.place);
  const utilities = new Float64Array(free.length);
  const deviations = new Float64Array(free.length);
  for (const [slot, at] of free.entries()) {
    const distrusted = doubt.distrusted[at] === 1 && doubt.someTrusted;
    utilities[slot] = (by.scores[at] as number) - Number(distrusted);
    const all = (by.sums.weight[at] as number) + weights.load;
    // The score takes its share of the doubt; one that is not trusted is not hoped for.
    deviations[slot] = distrusted || all === 0 ? 0 : (weights.predicted / all) * (doubt.deviations[at] as number);
  }
  const { chosen, explored, probabilities } = chooseAgent({ utilities, deviations }, model.limits, by.place);
  return { winner: free[chosen] as number, explored, probabilityOf: (at) => probabilities[free.indexOf(at)] ?? 0 };
}

/** The best; among equals `place` decides. */
function drawBest(free: readonly number[], scores: Float64Array, place: number): Lot {
  let best = -1;
  for (const at of free) if ((scores[at] as number) > best) best = scores[at] as number;
  const tied = free.filter((at) => (scores[at] as number) >= best - TIE);
  const probabilityOf = (at: number) => (tied.includes(at) ? 1 / tied.length : 0);
  return { winner: tied[Math.floor(place * tied.length)] as number, explored: false, probabilityOf };
}
