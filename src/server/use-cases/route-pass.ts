import { AgentPool } from '../core/routing/agent-pool.ts';
import type { Placement, RoutableTask } from '../core/routing/route-batch.ts';
import { headStartMs } from '../core/task/queue-rank.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { goesByCriticalPath } from '../core/workflow/plan-shape.ts';
import type { Queryable } from '../db/queryable.ts';
import type { LiveCount } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { foreseeEnds } from './foresee-ends.ts';
import type { LoadedFleet } from './load-fleet.ts';
import { type Candidate, runGate } from './sort-tasks.ts';

// The batch of a pass, routed in memory against the whole fleet.

/** Live attempts by agent, in the order of the fleet. */
function countInFlight({ agents }: LoadedFleet, live: LiveCount[]): number[] {
  const inFlight = new Map<string, number>();
  for (const { agentId, count } of live) inFlight.set(agentId, (inFlight.get(agentId) ?? 0) + count);
  return agents.map(({ id }) => inFlight.get(id) ?? 0);
}

/** One pool per run of the batch, with the agents that hold its live attempts. */
function poolsOf(candidates: Candidate[], live: LiveCount[]): Map<string, AgentPool> {
  const pools = new Map<string, AgentPool>();
  for (const { run } of candidates) {
    if (!pools.has(run.id)) pools.set(run.id, new AgentPool({ gateKey: runGate(run.id), limit: run.maxAgents }));
  }
  for (const { runId, agentId } of live) pools.get(runId)?.add(agentId);
  return pools;
}

/** The random end of the run's id. */
const runDigest = (runId: string): number => Number.parseInt(runId.slice(-8), 16);

const avoiding = new WeakMap<TaskSpec, Map<string, TaskSpec>>();

/** The spec with the agents left out that had better not get the task again. Like ones are the same object, for what is prepared by them. */
export function specAvoiding(spec: TaskSpec, avoid: readonly string[]): TaskSpec {
  const known = avoiding.get(spec) ?? new Map<string, TaskSpec>();
  avoiding.set(spec, known);
  const key = avoid.join();
  const made = known.get(key) ?? { ...spec, excludedAgents: [...spec.excludedAgents, ...avoid] };
  known.set(key, made);
  return made;
}

/** How long a task has been ready, at least: what it yielded to the critical path of its run is not known any more. */
const readyMsOf = ({ task, spec }: Candidate, now: number): number => Math.max(0, now - Number(task.rank) - headStartMs(spec));

/** Routes a batch. Who avoids agents and finds nobody else capable takes whom there is. */
export async function routeCandidates(
  deps: Pick<Deps, 'random' | 'breakers'>,
  fleet: LoadedFleet,
  { candidates, live, connection }: { candidates: Candidate[]; live: LiveCount[]; connection: Queryable },
): Promise<Placement[]> {
  const pools = poolsOf(candidates, live);
  const { models, router } = fleet;
  const inFlight = countInFlight(fleet, live);
  const now = Date.now();
  const routable = (candidate: Candidate, spec: TaskSpec): RoutableTask => ({
    taskId: candidate.task.id,
    spec,
    pool: pools.get(candidate.run.id) as AgentPool,
    model: models.decideFor(runDigest(candidate.run.id)),
    ...(goesByCriticalPath(candidate.run.executionMode) ? { readyMs: readyMsOf(candidate, now) } : {}),
  });
  const lastResort = fleet.agents.flatMap((agent) => (agent.lastResort ? [agent.id] : []));
  const avoidedBy = ({ task }: Candidate): readonly string[] => (task.avoid === null ? lastResort : [...task.avoid, ...lastResort]);
  const tasks = candidates.map((candidate) => {
    const avoid = avoidedBy(candidate);
    return routable(candidate, avoid.length === 0 ? candidate.spec : specAvoiding(candidate.spec, avoid));
  });
  const occupied = await foreseeEnds(connection, fleet, { tasks, inFlight, now });
  const route = (batch: RoutableTask[]) =>
    router.route({
      ...{ tasks: batch, inFlight, now: Date.now(), random: deps.random, shadow: models.shadow ?? undefined, occupied },
      watch: (seen) => deps.breakers.watch(seen, Date.now()),
    });
  const routed = route(tasks);
  const stuck = new Set(
    routed.flatMap((placement) => ('wait' in placement && placement.wait.reason === 'no_capable_agent' ? [placement.taskId] : [])),
  );
  const again = candidates.filter((candidate) => stuck.has(candidate.task.id) && avoidedBy(candidate).length > 0);
  if (again.length === 0) return routed;
  const position = new Map(fleet.agents.map(({ id }, at) => [id, at]));
  for (const placement of routed) if ('agentId' in placement) bump(inFlight, position.get(placement.agentId));
  const others = new Map(
    route(again.map((candidate) => routable(candidate, candidate.spec))).map((placement) => [placement.taskId, placement]),
  );
  return routed.map((placement) => others.get(placement.taskId) ?? placement);
}

function bump(counts: number[], at: number | undefined): void {
  if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
}
