import { demandKey, type TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import { type AgentSnapshot, type Candidates, Fleet, type PreparedSpec, STANDING_FILTERS } from './candidates.ts';
import {
  BEST_CANDIDATES,
  CANDIDATE_COLUMNS,
  type DecisionRecord,
  FILTER_TEXT,
  NAMED_PER_FILTER,
  WHOLE_FLEET_SIZE,
} from './decision-record.ts';
import { addToScore, loadScore, type PartialScore, POLICY, WEIGHTS } from './score.ts';
import { seededRandom } from './seeded-random.ts';

/** Scores closer than this are a tie. */
const TIE = 1e-9;

export interface RoutableTask {
  taskId: string;
  spec: TaskSpec;
  /** Who may work on its run; absent where that is not limited. */
  pool?: AgentPool;
}

/** Where a task goes, or the gate it waits at. */
export type Placement = { taskId: string; agentId: string; score: number; decision: DecisionRecord } | { taskId: string; wait: TaskWait };

export interface TaskWait {
  reason: 'no_capable_agent' | 'capacity' | 'max_agents';
  /** For people. */
  detail: string;
  /** Tasks with the same key become placeable together. */
  gateKey: string;
}

export interface RouteInput {
  /** In rank order: the first gets the best agent. */
  tasks: readonly RoutableTask[];
  agents: readonly AgentSnapshot[];
  /** Epoch ms. */
  now: number;
  /** Uniform in [0, 1); gives each task the seed that its record keeps. */
  random: () => number;
}

/** Places a batch. Placements count against the agents' slots for the tasks after them; never places beyond an agent's limit. */
export function routeBatch({ tasks, agents, now, random }: RouteInput): Placement[] {
  const fleet = new Fleet(agents, now);
  const inFlight = agents.map((agent) => agent.inFlight);
  return tasks.map((task) => {
    const seed = Math.floor(random() * 4_294_967_296);
    const ranking = rank(fleet, fleet.prepare(task.spec), { inFlight, pool: task.pool });
    const winner = pickWinner(ranking, seed);
    if (winner === null) return { taskId: task.taskId, wait: explainWait(task, fleet, ranking) };
    const agent = ranking.prepared.candidates.agents[winner] as number;
    const decision = record({ task, seed, fleet, ranking, winner });
    inFlight[agent] = (inFlight[agent] as number) + 1;
    task.pool?.add(idOf(fleet, agent));
    return { taskId: task.taskId, agentId: idOf(fleet, agent), score: round(ranking.scores[winner] as number), decision };
  });
}

/** The candidates of one task now; `free` and `scores` go by position in the candidate list. */
interface Ranking {
  prepared: PreparedSpec;
  /** Positions of those with a free slot. */
  free: number[];
  scores: Float64Array;
  loads: Float64Array;
  /** Capable agents whose slots are all taken. */
  full: number[];
  /** Capable agents with a free slot that the run has no place for. */
  outside: number[];
}

/** The hot loop, once per task and candidate: everything but the load was summed up when the spec was prepared. */
function rank(fleet: Fleet, prepared: PreparedSpec, now: { inFlight: readonly number[]; pool: AgentPool | undefined }): Ranking {
  const { inFlight, pool } = now;
  const closed = pool?.full() ? pool : null;
  const { agents } = prepared.candidates;
  const ranking: Ranking = {
    prepared,
    free: [],
    scores: new Float64Array(agents.length),
    loads: new Float64Array(agents.length),
    full: [],
    outside: [],
  };
  for (let at = 0; at < agents.length; at += 1) {
    const agent = agents[at] as number;
    const slots = fleet.slots[agent] as number;
    const used = inFlight[agent] as number;
    if (used >= slots) {
      ranking.full.push(agent);
      continue;
    }
    if (closed !== null && !closed.has(idOf(fleet, agent))) {
      ranking.outside.push(agent);
      continue;
    }
    const load = loadScore(used, slots);
    ranking.loads[at] = load;
    ranking.scores[at] = addToScore(prepared.partials[at] as PartialScore, WEIGHTS.load, load);
    ranking.free.push(at);
  }
  return ranking;
}

/** The best; among equals the seed decides. */
function pickWinner({ free, scores }: Ranking, seed: number): number | null {
  let best = -1;
  for (const at of free) if ((scores[at] as number) > best) best = scores[at] as number;
  const tied = free.filter((at) => (scores[at] as number) >= best - TIE);
  if (tied.length <= 1) return tied[0] ?? null;
  return tied[Math.floor(seededRandom(seed)() * tied.length)] ?? null;
}

function record(of: { task: RoutableTask; seed: number; fleet: Fleet; ranking: Ranking; winner: number }): DecisionRecord {
  const { task, seed, fleet, ranking, winner } = of;
  const { prepared, scores } = ranking;
  const whole = fleet.agents.length <= WHOLE_FLEET_SIZE;
  const agentAt = (at: number) => idOf(fleet, prepared.candidates.agents[at] as number);
  return {
    v: 1,
    strategy: task.spec.strategy,
    policy: POLICY,
    seed,
    winner: agentAt(winner),
    fleet: fleet.agents.length,
    total: ranking.free.length,
    columns: COLUMNS,
    candidates: best(ranking, winner, whole ? WHOLE_FLEET_SIZE : BEST_CANDIDATES).map((at) => [
      agentAt(at),
      round(scores[at] as number),
      roundOrNull(prepared.known.capability[at] ?? null),
      round(ranking.loads[at] as number),
      roundOrNull(prepared.known.history[at] ?? null),
      prepared.known.preference[at] ?? null,
    ]),
    filtered: recordFilters(fleet, ranking, whole ? WHOLE_FLEET_SIZE : NAMED_PER_FILTER),
    sampleCount: prepared.samples[winner] as number,
  };
}

const COLUMNS: string[] = [...CANDIDATE_COLUMNS];

function recordFilters(fleet: Fleet, { prepared, full }: Ranking, named: number): DecisionRecord['filtered'] {
  const name = (agents: readonly number[]) => ({ count: agents.length, agents: agents.slice(0, named).map((agent) => idOf(fleet, agent)) });
  const filtered: DecisionRecord['filtered'] = {};
  for (const reason of STANDING_FILTERS) {
    const agents = prepared.candidates.filtered[reason];
    if (agents.length > 0) filtered[reason] = name(agents);
  }
  if (full.length > 0) filtered.capacity = name(full);
  return filtered;
}

/** The `limit` best, the winner first. One pass with a short sorted list: cheaper than sorting a hundred for ten. */
function best({ free, scores }: Ranking, winner: number, limit: number): number[] {
  const top: number[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (const at of free) {
    const score = scores[at] as number;
    if (at === winner || score <= floor) continue;
    let place = top.length;
    while (place > 0 && (scores[top[place - 1] as number] as number) < score) place -= 1;
    top.splice(place, 0, at);
    if (top.length >= limit) top.pop();
    if (top.length === limit - 1) floor = scores[top[limit - 2] as number] as number;
  }
  return [winner, ...top];
}

function idOf(fleet: Fleet, agent: number): string {
  return fleet.agents[agent]?.profile.id ?? '';
}

function explainWait({ spec, pool }: RoutableTask, fleet: Fleet, ranking: Ranking): TaskWait {
  if (pool !== undefined && ranking.outside.length > 0) return { reason: 'max_agents', detail: pool.describe(), gateKey: pool.gateKey };
  const gateKey = `demand:${demandKey(spec)}`;
  const { full } = ranking;
  if (full.length === 0) return { reason: 'no_capable_agent', detail: explainNobody(ranking.prepared.candidates, fleet), gateKey };
  const slots = full.reduce((sum, agent) => sum + (fleet.agents[agent]?.profile.maxConcurrentTasks ?? 0), 0);
  const who =
    full.length === 1
      ? `1 agent can take it and its ${slots === 1 ? 'slot is' : `${slots} slots are`} taken`
      : `${full.length} agents can take it and their ${slots} slots are taken`;
  return { reason: 'capacity', detail: who, gateKey };
}

function explainNobody({ filtered, missing }: Candidates, fleet: Fleet): string {
  if (fleet.agents.length === 0) return 'there are no agents';
  if (missing.length > 0) return `no active agent has ${missing.map((name) => `"${name}"`).join(', ')}`;
  const parts = STANDING_FILTERS.filter((reason) => filtered[reason].length > 0).map(
    (reason) => `${filtered[reason].length} ${FILTER_TEXT[reason]}`,
  );
  return `nobody is left of ${fleet.agents.length}: ${parts.join(', ')}`;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

function roundOrNull(value: number | null): number | null {
  return value === null ? null : round(value);
}
