import type { TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import { type AgentSnapshot, Fleet } from './candidates.ts';
import type { NewDecisionRecord } from './decision-record.ts';
import { explainWait, type TaskWait } from './explain-wait.ts';
import { type Knowledge, type PreparedSpec, prepareSpec } from './prepare-spec.ts';
import { choose, rank } from './rank-candidates.ts';
import { recordDecision } from './record-decision.ts';
import { BUILT_IN_MODEL, type RoutingModel } from './routing-model.ts';

export interface RoutableTask {
  taskId: string;
  spec: TaskSpec;
  /** Of the run; absent where no run limits its agents. */
  pool?: AgentPool;
  /** That decides; the built-in one when absent. */
  model?: RoutingModel;
}

/** Where a task goes, or the gate it waits at. */
export type Placement =
  | { taskId: string; agentId: string; score: number; decision: NewDecisionRecord }
  | { taskId: string; wait: TaskWait };

export interface RouteInput extends Knowledge {
  /** In rank order: the first gets the best agent. */
  tasks: readonly RoutableTask[];
  agents: readonly AgentSnapshot[];
  /** Epoch ms. */
  now: number;
  /** Uniform in [0, 1); gives each task the seed that its record keeps. */
  random: () => number;
  /** Decides every task too, and is only noted. */
  shadow?: RoutingModel | undefined;
}

/** Every kind of task is prepared once per batch and model. */
function createPreparer(fleet: Fleet, knowledge: Knowledge): (spec: TaskSpec, model: RoutingModel) => PreparedSpec {
  const byModel = new Map<RoutingModel, Map<TaskSpec, PreparedSpec>>();
  return (spec, model) => {
    const bySpec = byModel.get(model) ?? new Map<TaskSpec, PreparedSpec>();
    byModel.set(model, bySpec);
    const prepared = bySpec.get(spec) ?? prepareSpec(fleet, spec, { ...knowledge, model });
    bySpec.set(spec, prepared);
    return prepared;
  };
}

/** Places a batch. Placements count against the agents' slots for the tasks after them; never places beyond an agent's limit. */
export function routeBatch({ tasks, agents, now, random, shadow, ...knowledge }: RouteInput): Placement[] {
  const fleet = new Fleet(agents, now);
  const inFlight = agents.map((agent) => agent.inFlight);
  const prepare = createPreparer(fleet, knowledge);
  const agentAt = (prepared: PreparedSpec, at: number) => prepared.candidates.agents[at] as number;
  const idAt = (agent: number) => fleet.agents[agent]?.profile.id ?? '';
  return tasks.map(({ taskId, spec, pool, model = BUILT_IN_MODEL }) => {
    const seed = Math.floor(random() * 4_294_967_296);
    const ranking = rank(fleet, prepare(spec, model), { inFlight, pool });
    const choice = choose(ranking, seed);
    if (choice === null) return { taskId, wait: explainWait({ spec, pool, fleet, ranking }) };
    let noted: NewDecisionRecord['shadow'];
    if (shadow !== undefined) {
      const other = rank(fleet, prepare(spec, shadow), { inFlight, pool });
      const would = choose(other, seed);
      if (would !== null) noted = { model: shadow.version, winner: idAt(agentAt(other.prepared, would.winner)) };
    }
    const agent = agentAt(ranking.prepared, choice.winner);
    const agentId = idAt(agent);
    inFlight[agent] = (inFlight[agent] as number) + 1;
    pool?.add(agentId);
    const predicted = knowledge.describe?.(agentId, spec);
    const decision = recordDecision({ spec, seed, fleet, ranking, choice, predicted, ...(noted === undefined ? {} : { shadow: noted }) });
    return { taskId, agentId, score: decision.candidates[0]?.[1] ?? 0, decision };
  });
}
