import type { AgentProfile } from '../core/agent/agent.ts';
import { QUARANTINE_LOSSES } from '../core/recovery/judge-poison.ts';
import { shedBelow } from '../core/recovery/restraint.ts';
import { AgentPool } from '../core/routing/agent-pool.ts';
import type { Placement } from '../core/routing/route-batch.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { type ParkingRow, type PassConnection, type PlacementRow, placeAttempts, rollbackPass } from '../db/place-attempts.ts';
import { type GateRead, type LiveCount, type QueuedTask, type QueueRead, type RunFacts, readQueue } from '../db/read-queue.ts';
import type { Deps } from '../deps.ts';
import { claimTopic, runTopic, type Topic } from '../events/topics.ts';
import { grantCalls, releasePermits } from './grant-calls.ts';
import { holdWorkflows } from './hold-workflows.ts';
import type { LoadedFleet } from './load-fleet.ts';
import type { BreakerGrants } from './report-to-breakers.ts';

// One dispatch pass: read what is ready, route it in memory against the whole fleet, write it down. One pass at a time per fleet.

export interface PassRequest {
  connection: PassConnection;
  /** The process that will execute what it places. */
  workerId: string;
  /** Tasks this process may still take. Pull agents' tasks do not count. */
  freeSlots: number;
  /** This process executes a task that others died of already (core/recovery/judge-poison.ts): it takes no second one. */
  holdsSuspect: boolean;
  /** Gates that may have opened. */
  gates: GateRead[];
  fleet: LoadedFleet;
  /** Tasks whose condition was found true. */
  passedConditions: ReadonlySet<string>;
  /** Tasks that stay in the queue while their condition is evaluated: so many more are read, lest they hold up what stands behind them. */
  examining: number;
}

/** A task that is this process's to execute, or a pull agent's to claim. */
export interface PlacedTask {
  task: QueuedTask;
  spec: TaskSpec;
  run: RunFacts;
  agent: AgentProfile;
  attemptId: string;
  fence: number;
  grants: BreakerGrants | null;
  /** Begun beside a straggler; its start was stored together with its placing. */
  hedge?: true;
}

export interface PassResult {
  /** False: another process was in its pass. */
  locked: boolean;
  /** There was more to read than was asked for. */
  full: boolean;
  placed: PlacedTask[];
  /** Ready only to be skipped: a dependency forbids them. */
  blocked: QueuedTask[];
  /** Their condition is to be evaluated first. */
  conditional: { task: QueuedTask; spec: TaskSpec; run: RunFacts }[];
  /** Gates at which tasks were parked or found parked. */
  gates: Set<string>;
  /** How many tasks left each gate. */
  leftGate: Map<string, number>;
}

/**
 * Tasks read per pass. While one pass is written, what the last one placed is executed and settled: with passes that hold all that is
 * ready the two take turns instead, and one core of two is idle (measured with 200 chains in step: 500 gives 2,000 tasks/s, 128 gives
 * 2,900, and 64 less again).
 */
const PASS_LIMIT = 128;
/** Read even when no slot is free, so that pull agents' tasks and tasks to be skipped still move. */
const LEAST_READ = 32;
/** Read beyond the limit at most, for tasks that are being examined. */
const MOST_EXTRA = 2_000;

interface Candidate {
  task: QueuedTask;
  spec: TaskSpec;
  run: RunFacts;
}

interface Sorted {
  candidates: Candidate[];
  blocked: QueuedTask[];
  conditional: Candidate[];
  overLimit: QueuedTask[];
  heldBack: ParkingRow[];
}

/** Where tasks wait that may not start together with others that holders died of. */
export const QUARANTINE_GATE = 'quarantine';
/** Where tasks wait that are not important enough for the moment. */
export const SHED_GATE = 'shed';

/** Says which tasks wait whoever is free: those that are shed, and all but one of those that holders died of. */
function createHolder(
  request: PassRequest,
): (task: QueuedTask, spec: TaskSpec) => Pick<ParkingRow, 'gateKey' | 'reason' | 'detail'> | null {
  const below = shedBelow(request.fleet.restraints);
  let suspect = request.holdsSuspect;
  return ({ losses }, { priority }) => {
    if (below !== null && priority < below) {
      return { gateKey: SHED_GATE, reason: 'shed', detail: 'the queue is too long: more important tasks go first' };
    }
    if (losses < QUARANTINE_LOSSES) return null;
    if (suspect) {
      return {
        gateKey: QUARANTINE_GATE,
        reason: 'quarantine',
        detail: `${losses} holders died with it: it runs apart from others of its kind`,
      };
    }
    suspect = true;
    return null;
  };
}

function sortTasks({ tasks, runs, live }: QueueRead, request: PassRequest): Sorted {
  const passed = request.passedConditions;
  const holdBack = createHolder(request);
  const runById = new Map(runs.map((run) => [run.id, run]));
  const liveByRun = new Map<string, number>();
  for (const { runId, count } of live) liveByRun.set(runId, (liveByRun.get(runId) ?? 0) + count);
  const sorted: Sorted = { candidates: [], blocked: [], conditional: [], overLimit: [], heldBack: [] };
  for (const task of tasks.toSorted((a, b) => Number(a.rank) - Number(b.rank))) {
    const run = runById.get(task.runId);
    if (!run) continue;
    if (task.blocked > 0) {
      sorted.blocked.push(task);
      continue;
    }
    const spec = parseSpec(task.specText);
    const hold = holdBack(task, spec);
    if (hold !== null) {
      if (task.parkKey !== hold.gateKey) sorted.heldBack.push({ taskId: task.id, runId: task.runId, ...hold });
      continue;
    }
    if (spec.condition !== undefined && task.fence === 0 && !passed.has(task.id)) {
      sorted.conditional.push({ task, spec, run });
      continue;
    }
    const used = liveByRun.get(task.runId) ?? 0;
    if (used >= run.maxConcurrentTasks) {
      sorted.overLimit.push(task);
      continue;
    }
    liveByRun.set(task.runId, used + 1);
    sorted.candidates.push({ task, spec, run });
  }
  return sorted;
}

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

const runGate = (runId: string) => `run:${runId}`;

function parkOverLimit(tasks: QueuedTask[]): ParkingRow[] {
  return tasks
    .filter((task) => task.parkKey !== runGate(task.runId) || task.waitReason !== 'run_limit')
    .map((task) => ({
      taskId: task.id,
      runId: task.runId,
      gateKey: runGate(task.runId),
      reason: 'run_limit',
      detail: 'the run has reached max_concurrent_tasks',
    }));
}

interface Decided {
  placements: PlacementRow[];
  parkings: ParkingRow[];
  placed: Map<string, Omit<PlacedTask, 'fence' | 'grants'> & { permits: readonly string[] }>;
}

function decide(deps: Deps, request: PassRequest, { candidates, routed }: { candidates: Candidate[]; routed: Placement[] }): Decided {
  const agents = new Map(request.fleet.agents.map((agent) => [agent.id, agent]));
  const byTask = new Map(candidates.map((candidate) => [candidate.task.id, candidate]));
  const decided: Decided = { placements: [], parkings: [], placed: new Map() };
  let slots = request.freeSlots;
  for (const placement of routed) {
    const candidate = byTask.get(placement.taskId);
    if (!candidate) continue;
    const { task, spec, run } = candidate;
    if ('wait' in placement) {
      const { reason, detail, gateKey } = placement.wait;
      if (task.parkKey === gateKey && task.waitReason === reason) continue;
      // Which of several breakers opens first changes with every probe, and a change of any opens the gates of all.
      if (reason === 'breaker' && task.waitReason === 'breaker') continue;
      decided.parkings.push({ taskId: task.id, runId: task.runId, gateKey, reason, detail });
      continue;
    }
    const agent = agents.get(placement.agentId);
    if (!agent) continue;
    const pulls = agent.kind === 'worker';
    if (!pulls && slots === 0) continue;
    if (!pulls) slots -= 1;
    const attemptId = deps.newId();
    decided.placements.push({
      taskId: task.id,
      runId: task.runId,
      agentId: agent.id,
      attemptId,
      workerId: pulls ? null : request.workerId,
      score: placement.score,
      strategy: spec.strategy,
      recordText: placement.recordText,
    });
    decided.placed.set(attemptId, { task, spec, run, agent, attemptId, permits: placement.permits });
  }
  return decided;
}

/** What this process executes tells of itself when it started or ended; the rest is told here. */
function announce(deps: Pick<Deps, 'feed'>, placed: PlacedTask[], parkings: ParkingRow[]): void {
  const topics = new Set<Topic>(parkings.map((parking) => runTopic(parking.runId)));
  if (parkings.some(({ reason }) => reason === 'no_capable_agent')) topics.add('starved');
  for (const { agent, task } of placed) if (agent.kind === 'worker') topics.add(claimTopic(agent.id)).add(runTopic(task.runId));
  if (topics.size > 0) deps.feed.publish(topics);
}

/** Writes a pass down, without what breakers refuse after all. */
async function write(deps: Deps, connection: PassConnection, { placements, parkings, placed }: Decided): Promise<PlacedTask[]> {
  const { grants, refused } = await grantCalls(deps, placed.values());
  const rows = refused.size === 0 ? placements : placements.filter(({ attemptId }) => !refused.has(attemptId));
  const noted = [...grants].map(([attemptId, own]) => ({ attemptId, grants: own }));
  const fences = new Map((await placeAttempts(connection, rows, parkings, noted)).map(({ attemptId, fence }) => [attemptId, fence]));
  return rows.flatMap(({ attemptId }) => {
    const { permits: _, ...found } = placed.get(attemptId) as NonNullable<ReturnType<typeof placed.get>>;
    const own = grants.get(attemptId) ?? null;
    const fence = fences.get(attemptId);
    if (fence !== undefined) return [{ ...found, fence, grants: own }];
    if (own !== null) releasePermits(deps, own);
    return [];
  });
}

const avoiding = new WeakMap<TaskSpec, Map<string, TaskSpec>>();

/** The spec with the agents left out that had better not get the task again. Like ones are the same object, for what is prepared by them. */
function specAvoiding(spec: TaskSpec, avoid: readonly string[]): TaskSpec {
  const known = avoiding.get(spec) ?? new Map<string, TaskSpec>();
  avoiding.set(spec, known);
  const key = avoid.join();
  const made = known.get(key) ?? { ...spec, excludedAgents: [...spec.excludedAgents, ...avoid] };
  known.set(key, made);
  return made;
}

/** Routes a batch. Who avoids agents and finds nobody else capable takes whom there is. */
function routeBatch(deps: Deps, request: PassRequest, { candidates, live }: { candidates: Candidate[]; live: LiveCount[] }): Placement[] {
  const pools = poolsOf(candidates, live);
  const { models, router } = request.fleet;
  const inFlight = countInFlight(request.fleet, live);
  const route = (tasks: Candidate[], specOf: (candidate: Candidate) => TaskSpec) =>
    router.route({
      tasks: tasks.map((candidate) => ({
        taskId: candidate.task.id,
        spec: specOf(candidate),
        pool: pools.get(candidate.run.id) as AgentPool,
        model: models.decideFor(runDigest(candidate.run.id)),
      })),
      inFlight,
      now: Date.now(),
      random: deps.random,
      shadow: models.shadow ?? undefined,
      watch: (seen) => deps.breakers.watch(seen, Date.now()),
    });
  const routed = route(candidates, ({ task, spec }) => (task.avoid === null ? spec : specAvoiding(spec, task.avoid)));
  const stuck = new Set(
    routed.flatMap((placement) => ('wait' in placement && placement.wait.reason === 'no_capable_agent' ? [placement.taskId] : [])),
  );
  const again = candidates.filter(({ task }) => task.avoid !== null && stuck.has(task.id));
  if (again.length === 0) return routed;
  const position = new Map(request.fleet.agents.map(({ id }, at) => [id, at]));
  for (const placement of routed) if ('agentId' in placement) bump(inFlight, position.get(placement.agentId));
  const others = new Map(route(again, ({ spec }) => spec).map((placement) => [placement.taskId, placement]));
  return routed.map((placement) => others.get(placement.taskId) ?? placement);
}

function bump(counts: number[], at: number | undefined): void {
  if (at !== undefined) counts[at] = (counts[at] ?? 0) + 1;
}

/** Runs one pass. Throws what the database throws; the pass then changed nothing. */
export async function dispatchTasks(deps: Deps, request: PassRequest): Promise<PassResult> {
  const limit = Math.min(PASS_LIMIT, Math.max(LEAST_READ, request.freeSlots)) + Math.min(MOST_EXTRA, request.examining);
  const read = await readQueue(request.connection, limit, request.gates);
  const result: PassResult = {
    locked: read.locked,
    full: false,
    placed: [],
    blocked: [],
    conditional: [],
    gates: new Set(),
    leftGate: new Map(),
  };
  if (!read.locked || read.tasks.length === 0) {
    await rollbackPass(request.connection);
    return result;
  }
  const isFull = read.tasks.filter((task) => task.parkKey === null).length === limit;
  const waiting = await holdWorkflows(deps, read);
  const sorted = sortTasks(read, request);
  const routed = routeBatch(deps, request, { candidates: sorted.candidates, live: read.live });
  const decided = decide(deps, request, { candidates: sorted.candidates, routed });
  const { placements, parkings } = decided;
  parkings.push(...parkOverLimit(sorted.overLimit), ...sorted.heldBack, ...waiting);
  if (placements.length + parkings.length === 0) {
    await rollbackPass(request.connection);
  } else {
    result.placed = await write(deps, request.connection, decided);
    announce(deps, result.placed, parkings);
  }
  for (const { task } of result.placed)
    if (task.parkKey !== null) result.leftGate.set(task.parkKey, (result.leftGate.get(task.parkKey) ?? 0) + 1);
  result.full = isFull && placements.length + parkings.length > 0;
  result.blocked = sorted.blocked;
  result.conditional = sorted.conditional;
  for (const parking of parkings) result.gates.add(parking.gateKey);
  return result;
}
