import { FOLLOWING, type Verdict } from '../persona/judge-trial.ts';
import { chooseAgent } from './choose-agent.ts';
import type { Ranking, Scores } from './live-scores.ts';
import type { Footing } from './prepare-spec.ts';
import { seededRandom } from './seeded-random.ts';

/** Scores closer than this are a tie. */
const TIE = 1e-9;

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
export function decideTask(ranking: Ranking, seed: number): Choice | null {
  const { plain, prepared } = ranking;
  const { scores } = ranking.with;
  const chance = seededRandom(seed);
  const place = chance();
  if (ranking.free === 0 || (onlyDistrusted(ranking) && chance() >= prepared.limits.floorShare)) return null;
  const lot = drawLot(ranking, { scores: ranking.with, footing: prepared.footing, place });
  if (plain === null || prepared.trial === null) {
    return { ...lot, scores, persona: true, verdict: null, contested: null, propensity: lot.probabilityOf(lot.winner) };
  }
  const { verdict } = prepared.trial;
  const other = drawLot(ranking, { scores: plain, footing: prepared.trial.plain, place });
  const follow = FOLLOWING[verdict];
  const propensityOf = (at: number) => follow * lot.probabilityOf(at) + (1 - follow) * other.probabilityOf(at);
  const isContested = other.winner !== lot.winner;
  const persona = isContested ? chance() < follow : verdict !== 'off';
  const [taken, left] = persona ? [lot, other] : [other, lot];
  return {
    ...taken,
    scores: persona ? scores : plain.scores,
    persona,
    verdict,
    contested: isContested ? { arm: persona ? 'with' : 'without', other: left.winner } : null,
    propensity: propensityOf(taken.winner),
  };
}

/** Trusted agents can take it, but not now: waiting for one is better than failing with another. */
function onlyDistrusted({ prepared, free, trusted }: Ranking): boolean {
  return prepared.distrusted !== null && trusted === 0 && free < prepared.candidates.agents.length;
}

interface Lot {
  winner: number;
  explored: boolean;
  probabilityOf(at: number): number;
}

/** One draw among the free candidates. `place`, uniform in [0, 1), is the only chance in it. */
function drawLot({ prepared }: Ranking, by: { scores: Scores; footing: Footing; place: number }): Lot {
  const { utilities } = by.scores;
  const { deviations } = by.footing;
  const { limits, shares } = prepared;
  const drawn = shares === null ? null : drawShare(utilities, shares, { place: by.place, floor: limits.floorShare });
  if (drawn !== null) return drawn;
  if (deviations === null) return drawBest(utilities, { place: by.place, floor: 0 });
  if (isSettled(deviations, limits.curiosity)) return drawBest(utilities, { place: by.place, floor: limits.floorShare });
  const { chosen, explored, probabilityOf } = chooseAgent({ utilities, deviations }, limits, by.place);
  return { winner: chosen, explored, probabilityOf };
}

/** Doubts that move no score by this much are not explored for: that would cost more than it can teach. */
const SETTLED = 0.005;

/** Deviations stand as long as what is believed, which is many tasks. */
const largest = new WeakMap<Float64Array, number>();

function isSettled(deviations: Float64Array, curiosity: number): boolean {
  let most = largest.get(deviations);
  if (most === undefined) {
    most = deviations.reduce((top, deviation) => Math.max(top, deviation), 0);
    largest.set(deviations, most);
  }
  return curiosity * most < SETTLED;
}

/** The lowest utility of a candidate: -Infinity is none. */
const ABLE = -Number.MAX_VALUE;

/** The best, or with the floor's share anybody; among equals `place` decides. A utility of -Infinity is no candidate. */
function drawBest(utilities: Float64Array, { place, floor }: { place: number; floor: number }): Lot {
  let best = Number.NEGATIVE_INFINITY;
  let able = 0;
  for (let at = 0; at < utilities.length; at += 1) {
    const utility = utilities[at] as number;
    if (utility > best) best = utility;
    if (utility >= ABLE) able += 1;
  }
  const tie = best - TIE;
  let tied = 0;
  for (let at = 0; at < utilities.length; at += 1) if ((utilities[at] as number) >= tie) tied += 1;
  const winner =
    place < floor
      ? nth(utilities, { least: ABLE, n: Math.floor((place / floor) * able) })
      : nth(utilities, { least: tie, n: Math.floor(((place - floor) / (1 - floor)) * tied) });
  const probabilityOf = (at: number) => {
    const utility = utilities[at] as number;
    return (utility >= ABLE ? floor / able : 0) + (utility >= tie ? (1 - floor) / tied : 0);
  };
  return { winner, explored: (utilities[winner] as number) < tie, probabilityOf };
}

/** One of the free by its share, or with the floor's share anybody; null when nobody who is free has a share. */
function drawShare(utilities: Float64Array, shares: Float64Array, { place, floor }: { place: number; floor: number }): Lot | null {
  let able = 0;
  let all = 0;
  for (let at = 0; at < utilities.length; at += 1) {
    if ((utilities[at] as number) < ABLE) continue;
    able += 1;
    all += shares[at] as number;
  }
  if (all <= 0) return null;
  const each = floor / able;
  const probabilityOf = (at: number) => ((utilities[at] as number) < ABLE ? 0 : each + ((1 - floor) * (shares[at] as number)) / all);
  let left = place;
  let winner = 0;
  for (let at = 0; at < utilities.length && left >= 0; at += 1) {
    const probability = probabilityOf(at);
    if (probability === 0) continue;
    winner = at;
    left -= probability;
  }
  return { winner, explored: false, probabilityOf };
}

/** The position of the nth with at least some utility, from 0; rounding may ask for one more than there are, which is then the last. */
function nth(utilities: Float64Array, { least, n }: { least: number; n: number }): number {
  let left = n;
  let last = 0;
  for (let at = 0; at < utilities.length; at += 1) {
    if ((utilities[at] as number) < least) continue;
    if (left === 0) return at;
    left -= 1;
    last = at;
  }
  return last;
}
