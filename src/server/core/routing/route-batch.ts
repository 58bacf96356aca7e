import type { FleetWatch } from '../breaker/watch-fleet.ts';
import type { TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import { fasterBusy, heedEnds, Lanes, type Occupied, timesOf } from './await-faster.ts';
import { type AgentFacts, Fleet } from './candidates.ts';
import { decideTask } from './decide-task.ts';
import type { NewDecisionRecord } from './decision-record.ts';
import { explainWait, type TaskWait } from './explain-wait.ts';
import { kindKey, PreparedKinds } from './keep-prepared.ts';
import type { Knowledge } from './knowledge.ts';
import { LiveScores, type Pass, type Ranking } from './live-scores.ts';
import { isMomentary, type PreparedSpec } from './prepare-spec.ts';
import { recordDecision } from './record-decision.ts';
import { BUILT_IN_MODEL, type RoutingModel } from './routing-model.ts';

export interface RoutableTask {
  taskId: string;
  spec: TaskSpec;
  /** Of the run; absent where no run limits its agents. */
  pool?: AgentPool;
  /** That decides; the built-in one when absent. */
  model?: RoutingModel;
  /** Set where its run goes by its critical path: how long it has been ready, milliseconds. It goes where it ends early (await-faster.ts). */
  readyMs?: number;
}

const NO_PERMITS: readonly string[] = [];

/** A task that goes to an agent. */
export class Assignment {
  readonly taskId: string;
  readonly agentId: string;
  readonly score: number;
  /** Why, as JSON text: records are stored with every task and looked at now and then. */
  readonly recordText: string;
  /** Breakers that have to grant the call before it is made; none while all are closed. */
  readonly permits: readonly string[];

  constructor({ taskId, agentId, score, recordText, permits }: Omit<Assignment, 'decision'>) {
    this.taskId = taskId;
    this.agentId = agentId;
    this.score = score;
    this.recordText = recordText;
    this.permits = permits;
  }

  get decision(): NewDecisionRecord {
    return JSON.parse(this.recordText) as NewDecisionRecord;
  }
}

/** Where a task goes, or the gate it waits at. */
export type Placement = Assignment | { taskId: string; wait: TaskWait };

export interface Batch {
  /** In rank order: the first gets the best agent. */
  tasks: readonly RoutableTask[];
  /** Epoch ms. */
  now: number;
  /** Uniform in [0, 1); gives each task the seed that its record keeps. */
  random: () => number;
  /** Decides every task too, and is only noted. */
  shadow?: RoutingModel | undefined;
  /** What the breakers leave of the fleet now; absent or null: all of it. */
  watch?: ((fleet: Fleet) => FleetWatch | null) | undefined;
  /** When busy agents are free, for those that `faster` named; absent: nobody is waited for. */
  occupied?: Occupied | undefined;
}

/** Routes batch after batch while fleet and knowledge stay what they were read as; only the load changes. Keeps what it worked out. */
export class FleetRouter {
  readonly #agents: readonly AgentFacts[];
  readonly #knowledge: Knowledge;
  #fleet: Fleet | null = null;
  #kinds: PreparedKinds | null = null;

  constructor(agents: readonly AgentFacts[], knowledge: Knowledge) {
    this.#agents = agents;
    this.#knowledge = knowledge;
  }

  #stand(now: number): { fleet: Fleet; kinds: PreparedKinds } {
    if (this.#fleet === null || this.#kinds === null || !this.#fleet.standsAt(now)) {
      this.#fleet = new Fleet(this.#agents, now);
      this.#kinds = new PreparedKinds(this.#fleet, this.#knowledge);
    }
    return { fleet: this.#fleet, kinds: this.#kinds };
  }

  /** Ids of the agents that may take a task, however busy they are. */
  capable(spec: TaskSpec, now: number): string[] {
    const { fleet } = this.#stand(now);
    return fleet.candidates(spec).agents.map((at) => fleet.ids[at] as string);
  }

  /**
   * Ids of busy agents that tasks of the batch may better wait for. Costs next to nothing where the agents are about as fast.
   * @param batch.inFlight live attempts, in the order of the agents
   */
  faster({ tasks, inFlight, now }: Pick<Batch, 'tasks' | 'now'> & { inFlight: ArrayLike<number> }): string[] {
    if (this.#knowledge.describe === undefined || !tasks.some(({ readyMs }) => readyMs !== undefined)) return [];
    const { fleet, kinds } = this.#stand(now);
    const pass: Pass = { fleet, inFlight: Int32Array.from(inFlight), slots: fleet.slots, watch: null, now, placed: [] };
    const seen = new Set<PreparedSpec>();
    const found = new Set<string>();
    for (const { spec, model = BUILT_IN_MODEL, readyMs } of tasks) {
      if (readyMs === undefined || isMomentary(spec)) continue;
      const prepared = kinds.of(spec, model, pass);
      const times = seen.has(prepared) ? null : this.#timesOf(prepared, spec, fleet);
      seen.add(prepared);
      if (times === null) continue;
      for (const agent of fasterBusy(new LiveScores(prepared, pass), times, pass)) found.add(fleet.ids[agent] as string);
    }
    return [...found];
  }

  #timesOf(prepared: PreparedSpec, spec: TaskSpec, fleet: Fleet): Float64Array | null {
    return timesOf(prepared, { spec, ids: fleet.ids, describe: this.#knowledge.describe });
  }

  /**
   * Places a batch. Placements count against the agents' slots for the tasks after them; never places beyond an agent's limit.
   * @param batch.inFlight live attempts, in the order of the agents
   */
  route({ tasks, inFlight, now, random, shadow, watch: watchFleet, occupied }: Batch & { inFlight: ArrayLike<number> }): Placement[] {
    const { fleet, kinds } = this.#stand(now);
    const watch = watchFleet?.(fleet) ?? null;
    const slots = watch?.slots ?? fleet.slots;
    const pass: Pass = { fleet, inFlight: Int32Array.from(inFlight), slots, watch, now, placed: [] };
    const rank = createRanker(kinds, pass);
    const lanes = occupied === undefined ? null : new Lanes(occupied, (agentId) => fleet.positionOf(agentId));
    return tasks.map((task) => this.#place(task, { pass, rank, lanes, seed: Math.floor(random() * 4_294_967_296), shadow }));
  }

  #place({ taskId, spec, pool, model = BUILT_IN_MODEL, readyMs }: RoutableTask, by: Chance): Placement {
    const { pass, rank, lanes, seed, shadow } = by;
    const ranked = rank(spec, model, pool);
    const times = readyMs === undefined || lanes === null || isMomentary(spec) ? null : this.#timesOf(ranked.prepared, spec, pass.fleet);
    const heeded = times === null || lanes === null ? null : heedEnds(ranked, times, { spec, readyMs: readyMs ?? 0, pool, pass, lanes });
    if (heeded !== null && 'reason' in heeded) return { taskId, wait: heeded };
    const { ranking, haste } = heeded ?? { ranking: ranked, haste: undefined };
    const choice = decideTask(ranking, seed);
    if (choice === null) return { taskId, wait: explainWait({ spec, pool, pass, ranking }) };
    const noted = shadow === undefined ? undefined : noteShadow(rank(spec, shadow, pool), { pass, seed });
    const agent = ranking.prepared.candidates.agents[choice.winner] as number;
    const agentId = pass.fleet.ids[agent] as string;
    const { describe } = this.#knowledge;
    const recordText = recordDecision({ spec, seed, pass, ranking, choice, describe, shadow: noted, haste });
    pass.inFlight[agent] = (pass.inFlight[agent] as number) + 1;
    pass.placed.push(agent);
    if (times !== null) lanes?.begin(agent, times[choice.winner] as number);
    pool?.add(agentId);
    const permits = pass.watch?.take(agent, spec.taskType) ?? NO_PERMITS;
    return new Assignment({ taskId, agentId, score: choice.scores[choice.winner] as number, recordText, permits });
  }
}

type Rank = (spec: TaskSpec, model: RoutingModel, pool: AgentPool | undefined) => Ranking;

interface Chance {
  pass: Pass;
  rank: Rank;
  /** Null: nobody is waited for. */
  lanes: Lanes | null;
  seed: number;
  shadow: RoutingModel | undefined;
}

/** The candidates of one kind of task are scored once per batch and model. */
function createRanker(kinds: PreparedKinds, pass: Pass): Rank {
  const byModel = new Map<RoutingModel, Map<string, LiveScores>>();
  return (spec, model, pool) => {
    const byKind = byModel.get(model) ?? new Map<string, LiveScores>();
    byModel.set(model, byKind);
    const key = kindKey(spec);
    const scores = byKind.get(key) ?? new LiveScores(kinds.of(spec, model, pass), pass);
    byKind.set(key, scores);
    scores.catchUp();
    return pool?.full() ? scores.within(pool) : scores;
  };
}

/** What the model in the shadow would have done. */
function noteShadow(ranking: Ranking, { pass, seed }: Pick<Chance, 'pass' | 'seed'>): NewDecisionRecord['shadow'] {
  const choice = decideTask(ranking, seed);
  if (choice === null) return undefined;
  const winner = pass.fleet.ids[ranking.prepared.candidates.agents[choice.winner] as number] as string;
  return { model: ranking.prepared.model.version, winner };
}
