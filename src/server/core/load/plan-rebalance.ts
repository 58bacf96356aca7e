import type { Priority } from '../priority.ts';
import { type LoadCandidate, type LoadStrategy, orderByLoad, type PlainLoadStrategy } from './balance-strategies.ts';
import { type LoadInput, type LoadState, loadFactor, loadState } from './load-factor.ts';

// Which assigned, unstarted attempts should change hands. Plans only; whoever applies it compares fences.

/** An agent as rebalancing sees it. */
export interface BalanceAgent {
  id: string;
  input: LoadInput;
  /** Attempts it holds; never planned beyond `input.slots`. */
  held: number;
  /** It can be handed an attempt it has not asked for: active, heard of lately, pulls its work. */
  receives: boolean;
  successRate: number | null;
  meanDurationMs: number | null;
}

/** An assigned attempt that nobody has begun. */
export interface MovableAttempt {
  attemptId: string;
  taskId: string;
  agentId: string;
  /** Its run's limit of agents at work, and who they are; the same object for all attempts of a run, for the plan adds to it. */
  run: { maxAgents: number; agents: Set<string> };
  priority: Priority;
  /** Proficiency of every agent that satisfies the task's demands, by agent id. */
  fits: ReadonlyMap<string, number>;
}

export interface PlannedMove {
  attemptId: string;
  taskId: string;
  fromAgentId: string;
  toAgentId: string;
  /** Load of the giver before the move, and of the taker with the task. */
  fromLoad: number | null;
  toLoad: number | null;
  /** The difference of the two; 0 when one is not known. */
  expectedGain: number;
  decidedBy: PlainLoadStrategy;
  /** Those that could take it, best first. */
  candidates: { id: string; score: number; proficiency: number; load: number | null }[];
}

export interface RebalanceRules {
  strategy: LoadStrategy;
  /** A move must promise at least this much. */
  minGain: number;
  /** Attempts taken from one agent, and in all. */
  perAgent: number;
  most: number;
  /** Only from this agent, whatever its load, to anybody who fits; null: from the overloaded to the underloaded. */
  onlyFrom: string | null;
  /** Whose turn it is; see BalanceRequest. */
  turn: number;
}

export const REBALANCE_RULES: RebalanceRules = {
  strategy: 'adaptive_hybrid',
  minGain: 0.1,
  perAgent: 3,
  most: 50,
  onlyFrom: null,
  turn: 0,
};

export interface RebalancePlan {
  moves: PlannedMove[];
  /** Population variance of the known loads; null when none is known. */
  varianceBefore: number | null;
  varianceAfter: number | null;
}

/** Changes below this are rounding. */
const EPSILON = 1e-12;

/** The fleet while the plan grows. Mean and variance come from running sums: asking for them costs nothing, however large the fleet. */
class Loads {
  readonly #agents: ReadonlyMap<string, BalanceAgent>;
  readonly #change = new Map<string, number>();
  #known = 0;
  #sum = 0;
  #squares = 0;

  constructor(agents: readonly BalanceAgent[]) {
    this.#agents = new Map(agents.map((agent) => [agent.id, agent]));
    for (const agent of agents) this.#count(this.of(agent), 1);
  }

  get(id: string): BalanceAgent | undefined {
    return this.#agents.get(id);
  }

  held(agent: BalanceAgent): number {
    return agent.held + (this.#change.get(agent.id) ?? 0);
  }

  /** Load of an agent if it held so many unstarted attempts more. */
  of(agent: BalanceAgent, more = 0): number | null {
    const change = (this.#change.get(agent.id) ?? 0) + more;
    return loadFactor({ ...agent.input, queued: (agent.input.queued ?? 0) + change }).value;
  }

  variance(): number | null {
    return spread(this.#known, this.#sum, this.#squares);
  }

  varianceAfter(from: BalanceAgent, to: BalanceAgent): number | null {
    let [sum, squares] = [this.#sum, this.#squares];
    for (const { agent, more } of [
      { agent: from, more: -1 },
      { agent: to, more: 1 },
    ]) {
      const [before, after] = [this.of(agent) ?? 0, this.of(agent, more) ?? 0];
      sum += after - before;
      squares += after ** 2 - before ** 2;
    }
    return spread(this.#known, sum, squares);
  }

  state(agent: BalanceAgent): LoadState {
    return loadState(this.of(agent), this.#known === 0 ? null : this.#sum / this.#known);
  }

  move(from: BalanceAgent, to: BalanceAgent): void {
    for (const { agent, more } of [
      { agent: from, more: -1 },
      { agent: to, more: 1 },
    ]) {
      this.#count(this.of(agent), -1);
      this.#change.set(agent.id, (this.#change.get(agent.id) ?? 0) + more);
      this.#count(this.of(agent), 1);
    }
  }

  #count(load: number | null, sign: 1 | -1): void {
    if (load === null) return;
    this.#known += sign;
    this.#sum += sign * load;
    this.#squares += sign * load ** 2;
  }
}

/** Population variance from sums; rounding must not make it negative. */
function spread(count: number, sum: number, squares: number): number | null {
  return count === 0 ? null : Math.max(0, squares / count - (sum / count) ** 2);
}

interface Gain {
  agent: BalanceAgent;
  before: number | null;
  after: number | null;
  gain: number;
}

/** Agents that may take the attempt and are better off with it than its holder is now. */
function takersOf(attempt: MovableAttempt, from: BalanceAgent, { loads, rules }: { loads: Loads; rules: RebalanceRules }): Gain[] {
  const before = loads.of(from);
  const now = loads.variance() ?? 0;
  const takers: Gain[] = [];
  for (const id of attempt.fits.keys()) {
    const agent = loads.get(id);
    if (agent === undefined || agent === from || !agent.receives || loads.held(agent) >= agent.input.slots) continue;
    if (!attempt.run.agents.has(id) && attempt.run.agents.size >= attempt.run.maxAgents) continue;
    const after = loads.of(agent, 1);
    const gain = before === null || after === null ? 0 : before - after;
    if (rules.onlyFrom === null) {
      if (gain < rules.minGain || loads.state(agent) !== 'underloaded') continue;
      if ((loads.varianceAfter(from, agent) ?? now) > now - EPSILON) continue;
    }
    takers.push({ agent, before, after, gain });
  }
  return takers;
}

function candidateOf({ agent }: Gain, attempt: MovableAttempt, loads: Loads): LoadCandidate {
  const { id, successRate, meanDurationMs } = agent;
  return { id, load: loads.of(agent), held: loads.held(agent), proficiency: attempt.fits.get(id) ?? 0, successRate, meanDurationMs };
}

/** Plans one move and counts it. */
function planMove(attempt: MovableAttempt, turn: number, { loads, rules }: { loads: Loads; rules: RebalanceRules }): PlannedMove | null {
  const from = loads.get(attempt.agentId);
  if (from === undefined) return null;
  if (rules.onlyFrom === null ? loads.state(from) !== 'overloaded' : from.id !== rules.onlyFrom) return null;
  const takers = takersOf(attempt, from, { loads, rules });
  const candidates = takers.map((taker) => candidateOf(taker, attempt, loads));
  const { decidedBy, order } = orderByLoad(rules.strategy, { candidates, turn, priority: attempt.priority });
  const best = takers.find(({ agent }) => agent.id === order[0]?.id);
  if (best === undefined) return null;
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  loads.move(from, best.agent);
  attempt.run.agents.add(best.agent.id);
  return {
    attemptId: attempt.attemptId,
    taskId: attempt.taskId,
    fromAgentId: from.id,
    toAgentId: best.agent.id,
    fromLoad: best.before,
    toLoad: best.after,
    expectedGain: best.gain,
    decidedBy,
    candidates: order.map(({ id, score }) => ({
      id,
      score,
      proficiency: byId.get(id)?.proficiency ?? 0,
      load: byId.get(id)?.load ?? null,
    })),
  };
}

/**
 * Plans moves. Attempts are tried in the order given. Without `onlyFrom` no move makes the spread of loads wider; no move leads to an
 * agent that does not fit, does not receive, or has no free slot, or gives its run more agents than it may have.
 */
export function planRebalance(
  agents: readonly BalanceAgent[],
  movable: readonly MovableAttempt[],
  rules: RebalanceRules = REBALANCE_RULES,
): RebalancePlan {
  const loads = new Loads(agents);
  const varianceBefore = loads.variance();
  const taken = new Map<string, number>();
  const moves: PlannedMove[] = [];
  for (const attempt of movable) {
    if (moves.length >= rules.most) break;
    const count = taken.get(attempt.agentId) ?? 0;
    if (count >= rules.perAgent) continue;
    const move = planMove(attempt, rules.turn + moves.length, { loads, rules });
    if (move === null) continue;
    taken.set(attempt.agentId, count + 1);
    moves.push(move);
  }
  return { moves, varianceBefore, varianceAfter: loads.variance() };
}
