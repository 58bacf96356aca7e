import type { TaskSpec } from '../task/spec.ts';
import type { AgentPool } from './agent-pool.ts';
import { type AgentSnapshot, Fleet } from './candidates.ts';
import type { NewDecisionRecord } from './decision-record.ts';
import { explainWait, type TaskWait } from './explain-wait.ts';
import { type Knowledge, type PreparedSpec, prepareSpec } from './prepare-spec.ts';
import { choose, rank } from './rank-candidates.ts';
import { recordDecision } from './record-decision.ts';

export interface RoutableTask {
  taskId: string;
  spec: TaskSpec;
  /** Of the run; absent where no run limits its agents. */
  pool?: AgentPool;
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
}

/** Places a batch. Placements count against the agents' slots for the tasks after them; never places beyond an agent's limit. */
export function routeBatch({ tasks, agents, now, random, ...knowledge }: RouteInput): Placement[] {
  const fleet = new Fleet(agents, now);
  const inFlight = agents.map((agent) => agent.inFlight);
  const bySpec = new Map<TaskSpec, PreparedSpec>();
  const prepare = (spec: TaskSpec): PreparedSpec => {
    const prepared = bySpec.get(spec) ?? prepareSpec(fleet, spec, knowledge);
    bySpec.set(spec, prepared);
    return prepared;
  };
  return tasks.map((task) => {
    const seed = Math.floor(random() * 4_294_967_296);
    const ranking = rank(fleet, prepare(task.spec), { inFlight, pool: task.pool });
    const choice = choose(ranking, seed);
    if (choice === null) {
      return { taskId: task.taskId, wait: explainWait({ spec: task.spec, pool: task.pool, fleet, ranking }) };
    }
    const agent = ranking.prepared.candidates.agents[choice.winner] as number;
    inFlight[agent] = (inFlight[agent] as number) + 1;
    const agentId = fleet.agents[agent]?.profile.id ?? '';
    task.pool?.add(agentId);
    const decision = recordDecision({ spec: task.spec, seed, fleet, ranking, choice });
    return { taskId: task.taskId, agentId, score: decision.candidates[0]?.[1] ?? 0, decision };
  });
}
