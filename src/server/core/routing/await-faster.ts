import { cautiousTime } from '../schedule/expected-time.ts';
import { pickAgent } from '../schedule/pick-agent.ts';
import { demandKey, type TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import type { TaskWait } from './explain-wait.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pass, Ranking, Scores } from './live-scores.ts';
import type { PreparedSpec } from './prepare-spec.ts';

// Where a run goes by its critical path, a task goes to an agent on which it ends early. The strategy says who is good enough, the
// predicted ends say who is too late:
//
//   a busy agent that suits as well as the best free one ends it much earlier   it waits for that agent, which is taken for so much longer
//   such an agent is free                                                       free agents that end it much later are set back
//   a free agent of which too little is known                                   the strategy decides alone
//
// Nothing of it costs anything where all candidates are about as fast.

/** Waiting, and setting somebody back, must promise an end this share earlier. */
const LEAST_GAIN = 0.5;
/** Who suits this much less by everything but the load suits as well: predictions are no better than that. */
const AS_GOOD = 0.02;
/** A task that has been ready so many times as long as a free agent would need for it waits no more. */
const PATIENCE = 10;
/** With more candidates there are others as fast as any that is busy. */
const MOST_CANDIDATES = 256;
/** More than any score: whoever is set back comes after all others, and keeps its floor. */
const SET_BACK = 1;

/** Goals that would pay for time with what they are about. */
const PATIENT_GOALS: ReadonlySet<TaskSpec['optimizationGoal']> = new Set(['minimize_cost', 'maximize_quality', 'minimize_risk']);

/** By agent id: milliseconds until each attempt under way there ends, as far as that can be said; soonest first. */
export type Occupied = ReadonlyMap<string, readonly number[]>;

/** By place in the candidate list: how long the task takes there, milliseconds; NaN where nobody can say. Null: all alike, or unknown. */
type Times = Float64Array | null;

const known = new WeakMap<PreparedSpec, { describe: Knowledge['describe']; times: Times }>();

/** Worked out once per kind of task, as long as what is believed stands. */
export function timesOf(prepared: PreparedSpec, of: { spec: TaskSpec; ids: readonly string[]; describe: Knowledge['describe'] }): Times {
  const { describe } = of;
  if (describe === undefined) return null;
  const before = known.get(prepared);
  if (before?.describe === describe) return before.times;
  const times = workOut(prepared, { ...of, describe });
  known.set(prepared, { describe, times });
  return times;
}

function workOut(
  { candidates: { agents }, shares }: PreparedSpec,
  { spec, ids, describe }: { spec: TaskSpec; ids: readonly string[]; describe: NonNullable<Knowledge['describe']> },
): Times {
  if (agents.length < 2 || agents.length > MOST_CANDIDATES || shares !== null || PATIENT_GOALS.has(spec.optimizationGoal)) return null;
  const times = Float64Array.from(agents, (agent) => cautiousTime(describe(ids[agent] as string, spec)?.durationMs));
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const time of times) {
    if (time < least) least = time;
    if (time > most) most = time;
  }
  return most > least * (1 + LEAST_GAIN) ? times : null;
}

/** When the agents of a pass are free again: what is known of the attempts under way, and what the pass itself adds. */
export class Lanes {
  readonly #ends = new Map<number, number[]>();

  constructor(occupied: Occupied, positionOf: (agentId: string) => number) {
    for (const [agentId, ends] of occupied) this.#ends.set(positionOf(agentId), [...ends]);
  }

  /** Null: nobody can say. */
  freeIn(agent: number): number | null {
    return this.#ends.get(agent)?.[0] ?? null;
  }

  /** One more attempt begins on an agent with a free slot. */
  begin(agent: number, time: number): void {
    if (Number.isNaN(time)) return;
    this.#ends.set(agent, insert(this.#ends.get(agent) ?? [], time));
  }

  /** One more task waits for the slot that is free first. */
  queue(agent: number, time: number): void {
    const [first = 0, ...others] = this.#ends.get(agent) ?? [];
    this.#ends.set(agent, insert(others, first + time));
  }
}

function insert(ends: number[], end: number): number[] {
  const at = ends.findIndex((each) => each > end);
  return ends.toSpliced(at === -1 ? ends.length : at, 0, end);
}

/** Busy agents that may be worth waiting for, by position in the fleet: much faster than every free candidate. Linear in the candidates. */
export function fasterBusy(ranking: Ranking, times: Float64Array, { inFlight, slots }: Pick<Pass, 'inFlight' | 'slots'>): number[] {
  const { agents } = ranking.prepared.candidates;
  let quickest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < times.length; at += 1) {
    if (!isFree(ranking, at)) continue;
    // Somebody who may be anything is free.
    if (Number.isNaN(times[at])) return [];
    quickest = Math.min(quickest, times[at] as number);
  }
  if (quickest === Number.POSITIVE_INFINITY) return [];
  return agents.filter(
    (agent, at) => (inFlight[agent] as number) >= (slots[agent] as number) && (times[at] as number) * (1 + LEAST_GAIN) < quickest,
  );
}

const isFree = ({ with: { scores } }: Ranking, at: number): boolean => (scores[at] as number) > Number.NEGATIVE_INFINITY;

/** What is scored of a candidate but its load; 0 where nothing is known of it. */
function standing({ footing: { sums } }: PreparedSpec, at: number): number {
  const weight = sums.weight[at] as number;
  return weight === 0 ? 0 : (sums.sum[at] as number) / weight;
}

export interface Waiting {
  spec: TaskSpec;
  /** How long it has been ready, milliseconds. */
  readyMs: number;
  /** Whether an agent may work for its run. */
  pool: AgentPool | undefined;
  pass: Pass;
  lanes: Lanes;
}

/** Set with a decision: when the task was expected to end with the agent that ends it first, and who was set back for it. */
export interface Haste {
  endsInMs: number;
  /** Places in the candidate list. */
  late: readonly number[];
}

/** What the predicted ends make of a ranking; null: nothing, the strategy decides alone. */
export function heedEnds(ranking: Ranking, times: Float64Array, task: Waiting): { ranking: Ranking; haste: Haste } | TaskWait | null {
  const { prepared } = ranking;
  let best = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < times.length; at += 1) {
    if (!isFree(ranking, at)) continue;
    if (Number.isNaN(times[at])) return null;
    best = Math.max(best, standing(prepared, at));
  }
  if (best === Number.NEGATIVE_INFINITY) return null;
  const contenders = contend(ranking, times, { ...task, least: best - AS_GOOD });
  const { places, availableIn, free } = contenders;
  const speeds = places.map((at) => 1 / (times[at] as number));
  const picked = pickAgent({ availableIn, speeds, free, work: 1, leastGain: LEAST_GAIN });
  const at = places[picked.agent] as number;
  if (!picked.starting) return awaitAgent(at, { ranking, times, task, endsInMs: picked.end });
  const late = places.filter((place, index) => free[index] === true && isLate(place, at));
  return late.length === 0 ? null : { ranking: setBack(ranking, late), haste: { endsInMs: picked.end, late } };

  function isLate(place: number, than: number): boolean {
    return (
      (times[place] as number) > (times[than] as number) * (1 + LEAST_GAIN) &&
      standing(prepared, than) >= standing(prepared, place) - AS_GOOD
    );
  }
}

/** The free candidates, and the busy ones that suit as well as the best of them and are known to be free soon. */
function contend(ranking: Ranking, times: Float64Array, { least, pass, pool, lanes }: Waiting & { least: number }) {
  const { prepared, barrier } = ranking;
  const places: number[] = [];
  const availableIn: number[] = [];
  const free: boolean[] = [];
  const members = pool?.full() === true ? new Set(pool.members()) : null;
  for (const [at, agent] of prepared.candidates.agents.entries()) {
    if (isFree(ranking, at)) {
      places.push(at);
      availableIn.push(0);
      free.push(true);
      continue;
    }
    if (Number.isNaN(times[at]) || barrier?.barred[at] === 1 || prepared.distrusted?.[at] === 1) continue;
    if (members !== null && !members.has(pass.fleet.ids[agent] as string)) continue;
    const freeIn = standing(prepared, at) >= least ? lanes.freeIn(agent) : null;
    if (freeIn === null) continue;
    places.push(at);
    // A busy agent is never free at once, even when what it does should have ended.
    availableIn.push(Math.max(freeIn, Number.EPSILON));
    free.push(false);
  }
  return { places, availableIn, free };
}

function awaitAgent(
  at: number,
  { ranking, times, task, endsInMs }: { ranking: Ranking; times: Float64Array; task: Waiting; endsInMs: number },
): TaskWait | null {
  let soonest = Number.POSITIVE_INFINITY;
  let quickest = at;
  for (const [place, time] of times.entries()) {
    if (time >= soonest || !isFree(ranking, place)) continue;
    soonest = time;
    quickest = place;
  }
  if (task.readyMs > PATIENCE * soonest) return null;
  const { pass, spec, lanes } = task;
  const { agents } = ranking.prepared.candidates;
  const agent = agents[at] as number;
  const freeIn = lanes.freeIn(agent) ?? 0;
  lanes.queue(agent, times[at] as number);
  const nameOf = (position: number) => pass.fleet.agents[position]?.profile.name ?? 'an agent';
  const idle = nameOf(agents[quickest] as number);
  const instead = ranking.free === 1 ? `${idle} is free and needs` : `${idle}, the quickest of ${ranking.free} that are free, needs`;
  const detail = `${nameOf(agent)} is expected to be free in ${seconds(freeIn)} and to end it ${seconds(endsInMs)} from now; ${instead} ${seconds(soonest)} at least`;
  return { reason: 'faster_agent', detail, gateKey: `demand:${demandKey(spec)}` };
}

const seconds = (ms: number) => `${ms < 10_000 ? (ms / 1_000).toFixed(1) : Math.round(ms / 1_000)} s`;

function setBack(ranking: Ranking, late: readonly number[]): Ranking {
  const lower = ({ scores, utilities }: Scores): Scores => {
    const lowered = Float64Array.from(utilities);
    for (const at of late) lowered[at] = (lowered[at] as number) - SET_BACK;
    return { scores, utilities: lowered };
  };
  const { prepared, free, trusted, outside, barrier } = ranking;
  return { prepared, with: lower(ranking.with), plain: ranking.plain && lower(ranking.plain), free, trusted, outside, barrier };
}
