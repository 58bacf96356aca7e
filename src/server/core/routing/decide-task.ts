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
  if (ranking.free === 0 || (onlyDistrusted(ranking) && chance() >= prepared.model.limits.floorShare)) return null;
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
  const { limits } = prepared.model;
  if (deviations === null || limits.curiosity === 0) return drawBest(utilities, by.place);
  const { chosen, explored, probabilityOf } = chooseAgent({ utilities, deviations }, limits, by.place);
  return { winner: chosen, explored, probabilityOf };
}

/** The best; among equals `place` decides. */
function drawBest(utilities: Float64Array, place: number): Lot {
  let best = Number.NEGATIVE_INFINITY;
  for (const utility of utilities) if (utility > best) best = utility;
  const tied: number[] = [];
  for (let at = 0; at < utilities.length; at += 1) if ((utilities[at] as number) >= best - TIE) tied.push(at);
  const probabilityOf = (at: number) => (tied.includes(at) ? 1 / tied.length : 0);
  return { winner: tied[Math.floor(place * tied.length)] as number, explored: false, probabilityOf };
}
