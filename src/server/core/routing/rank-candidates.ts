import { FOLLOWING, type Verdict } from '../persona/judge-trial.ts';
import type { AgentPool } from './agent-pool.ts';
import type { Fleet } from './candidates.ts';
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
}

/** The best by score. Where the persona is on trial and changes who that is, a coin says whether it may. */
export function choose({ free, scores, plain, prepared }: Ranking, seed: number): Choice | null {
  const chance = seededRandom(seed);
  const place = chance();
  const winner = pickWinner(free, scores, place);
  if (winner === null) return null;
  if (plain === null || prepared.trial === null) return { winner, scores, persona: true, verdict: null, contested: null };
  const { verdict } = prepared.trial;
  const other = pickWinner(free, plain, place) ?? winner;
  if (other === winner) {
    const counts = verdict !== 'off';
    return { winner, scores: counts ? scores : plain, persona: counts, verdict, contested: null };
  }
  return chance() < FOLLOWING[verdict]
    ? { winner, scores, persona: true, verdict, contested: { arm: 'with', other } }
    : { winner: other, scores: plain, persona: false, verdict, contested: { arm: 'without', other: winner } };
}

/** The best; among equals `place` decides, uniform in [0, 1). */
function pickWinner(free: readonly number[], scores: Float64Array, place: number): number | null {
  let best = -1;
  for (const at of free) if ((scores[at] as number) > best) best = scores[at] as number;
  const tied = free.filter((at) => (scores[at] as number) >= best - TIE);
  return tied[Math.floor(place * tied.length)] ?? null;
}
