import { hostOfAgent } from '../breakers/host-of-agent.ts';
import type { BlastRadius, BreakerDetail } from '../core/breaker/breaker-summary.ts';
import { summariseBreaker } from '../core/breaker/breaker-summary.ts';
import type { BreakerResource } from '../core/breaker/resource.ts';
import { Fleet } from '../core/routing/candidates.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { findAgentNames } from '../db/agents.ts';
import { findBegunRuns } from '../db/breaker-grants.ts';
import { readAgents } from '../db/fleet.ts';
import { countAtBreaker, findFailedCall, listTransitions, type QueuedKind, readQueuedKinds } from '../db/read-breakers.ts';
import type { Deps } from '../deps.ts';
import { viewTransitions } from './list-breakers.ts';
import { type LoadedBreaker, loadBreaker } from './load-breaker.ts';

/** Changes shown with a breaker. */
const RECENT = 50;
/** Kinds of queued tasks that are looked at; a queue beyond it is counted by those with most tasks. */
const MOST_KINDS = 2_000;
const NAMED_RUNS = 20;

interface Reach {
  /** Tasks of this kind that the resource could take. */
  reached: QueuedKind[];
  /** Of them those that nobody else could take. */
  stuck: QueuedKind[];
  agentIds: string[];
}

/** Who could take what is asked of the router's own filters, as it stands without any breaker. */
async function reachOfAgents(deps: Pick<Deps, 'db'>, resource: BreakerResource, kinds: QueuedKind[]): Promise<Reach> {
  const profiles = await readAgents(deps.db.hot);
  const fleet = new Fleet(
    profiles.map((profile) => ({ profile, stats: new Map() })),
    Date.now(),
  );
  const guarded = new Set(
    profiles.flatMap((profile, at) => {
      const isIt =
        resource.type === 'provider_host'
          ? hostOfAgent(profile) === resource.host
          : 'agentId' in resource && profile.id === resource.agentId;
      return isIt ? [at] : [];
    }),
  );
  const reach: Reach = { reached: [], stuck: [], agentIds: [...guarded].map((at) => fleet.ids[at] as string) };
  for (const kind of kinds) {
    const spec = parseSpec(kind.specText);
    if (resource.type === 'agent_task_type' && spec.taskType !== resource.taskType) continue;
    const { agents } = fleet.candidates(spec);
    if (!agents.some((at) => guarded.has(at))) continue;
    reach.reached.push(kind);
    if (agents.every((at) => guarded.has(at))) reach.stuck.push(kind);
  }
  return reach;
}

/** Runs of a workflow that have begun go on whatever its breaker says. */
async function reachOfWorkflow(deps: Pick<Deps, 'db'>, workflowId: string, kinds: QueuedKind[]): Promise<Reach> {
  const own = kinds.filter((kind) => kind.workflowId === workflowId);
  const begun = await findBegunRuns(deps.db.pool, [...new Set(own.map(({ runId }) => runId))]);
  return { reached: own, stuck: own.filter(({ runId }) => !begun.has(runId)), agentIds: [] };
}

const sum = (kinds: readonly QueuedKind[]) => kinds.reduce((total, { tasks }) => total + tasks, 0);

function runsOf(kinds: readonly QueuedKind[]): BlastRadius['runs'] {
  const runs = new Map<string, BlastRadius['runs'][number]>();
  for (const { runId, workflowId, name, tasks } of kinds) {
    const run = runs.get(runId) ?? { runId, workflowId, name, tasks: 0 };
    runs.set(runId, { ...run, tasks: run.tasks + tasks });
  }
  return [...runs.values()].toSorted((a, b) => b.tasks - a.tasks);
}

function workflowsOf(runs: BlastRadius['runs']): BlastRadius['workflows'] {
  const workflows = new Map<string, BlastRadius['workflows'][number]>();
  for (const { workflowId, tasks } of runs) {
    const known = workflows.get(workflowId) ?? { workflowId, runs: 0, tasks: 0 };
    workflows.set(workflowId, { workflowId, runs: known.runs + 1, tasks: known.tasks + tasks });
  }
  return [...workflows.values()].toSorted((a, b) => b.tasks - a.tasks);
}

/** What holding a resource back means for what stands in the queue now. */
export async function measureBlastRadius(deps: Pick<Deps, 'db'>, { resourceId, resource }: LoadedBreaker): Promise<BlastRadius> {
  const kinds = await readQueuedKinds(deps.db.pool, MOST_KINDS);
  const { reached, stuck, agentIds } =
    resource.type === 'workflow' ? await reachOfWorkflow(deps, resource.workflowId, kinds) : await reachOfAgents(deps, resource, kinds);
  const runs = runsOf(stuck);
  return {
    ...(await countAtBreaker(deps.db.pool, { resourceId, agentIds })),
    queuedTasks: sum(reached),
    wouldWait: sum(stuck),
    runs: runs.slice(0, NAMED_RUNS),
    workflows: workflowsOf(runs),
  };
}

/** One breaker with its rules, its latest changes and what stands behind it. @throws NotFoundError */
export async function readBreaker(deps: Pick<Deps, 'db'>, resourceId: string): Promise<BreakerDetail> {
  const breaker = await loadBreaker(deps, resourceId);
  const { resource, policy } = breaker;
  const [names, transitions, blastRadius] = await Promise.all([
    findAgentNames(deps.db, 'agentId' in resource ? [resource.agentId] : []),
    listTransitions(deps.db.pool, { resourceId, limit: RECENT, after: null }),
    measureBlastRadius(deps, breaker),
  ]);
  const summary = summariseBreaker(breaker, { policy, names, now: Date.now() });
  const { agentId, taskType, lastFailureAt: at } = summary;
  const lastFailed = agentId === null || at === null ? null : await findFailedCall(deps.db.pool, { agentId, taskType, at });
  return { ...summary, policy, lastFailed, transitions: await viewTransitions(deps, transitions), blastRadius };
}
