import type { AgentProfile } from '../core/agent/agent.ts';
import { type ModeSettings, specUnder } from '../core/mode/orchestration-mode.ts';
import type { Placement } from '../core/routing/route-batch.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { countGroups } from '../db/grow-task.ts';
import { type ParkingRow, type PassConnection, type PlacementRow, placeAttempts, rollbackPass } from '../db/place-attempts.ts';
import { type GateRead, type QueuedTask, type RunFacts, readQueue } from '../db/read-queue.ts';
import { type HoldRow, writeHolds } from '../db/spending.ts';
import type { Deps } from '../deps.ts';
import { claimTopic, runTopic, type Topic } from '../events/topics.ts';
import { grantCalls, releasePermits } from './grant-calls.ts';
import { holdWorkflows } from './hold-workflows.ts';
import type { LoadedFleet } from './load-fleet.ts';
import { openPassBudget, type PassBudget } from './pass-budget.ts';
import type { BreakerGrants } from './report-to-breakers.ts';
import { routeCandidates } from './route-pass.ts';
import { type Candidate, limitedMaps, parkOverLimit, sortTasks } from './sort-tasks.ts';

// One dispatch pass: read what is ready, route it in memory against the whole fleet, write it down. One pass at a time per fleet.

export interface PassRequest {
  connection: PassConnection;
  /** The process that will execute what it places. */
  workerId: string;
  /** Tasks this process may still take. Pull agents' tasks do not count. */
  freeSlots: number;
  /** This process executes a task that others died of already (core/recovery/judge-poison.ts): it takes no second one. */
  holdsQuarantined: boolean;
  /** Gates that may have opened. */
  gates: GateRead[];
  fleet: LoadedFleet;
  /** Tasks whose condition was found true. */
  passedConditions: ReadonlySet<string>;
  /** Tasks that stay in the queue while their condition is evaluated: so many more are read, lest they hold up what stands behind them. */
  examining: number;
  /** By which days and months of budgets begin; epoch ms. Absent: the time it is. */
  now?: number;
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
  /** What was reserved for it under limits that end a call, US dollars; absent: it is under none. */
  heldUsd?: number;
  /** Begun beside a straggler; its start was stored together with its placing. */
  hedge?: true;
}

export interface PassResult {
  /** False: another process was in its pass. */
  locked: boolean;
  /** There was more to read than was asked for. */
  full: boolean;
  /** Something ready stands where it stood, for want of a slot, of money that may come back, or of a permit: an attempt that ends may make room. */
  leftBehind: boolean;
  placed: PlacedTask[];
  /** Ready only to be skipped: a dependency forbids them. */
  blocked: QueuedTask[];
  /** Their condition is to be evaluated first. */
  conditional: Candidate[];
  /** No agent is needed for what they do now. */
  agentless: Candidate[];
  /** They need no agent: they are to be taken out of the queue, to wait. */
  controls: Candidate[];
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

const NO_GROUPS: ReadonlyMap<string, number> = new Map();

interface Decided extends Pick<RoutedBatch, 'routedMs'> {
  placements: PlacementRow[];
  parkings: ParkingRow[];
  holds: HoldRow[];
  leftBehind: boolean;
  placed: Map<string, Omit<PlacedTask, 'fence' | 'grants'> & { permits: readonly string[] }>;
}

/** A batch with where each of its tasks goes, and how long that took to find. */
interface RoutedBatch {
  candidates: Candidate[];
  routed: Placement[];
  routedMs: number;
  /** Null: nothing of it has a limit. */
  budget: PassBudget | null;
}

function decide(deps: Deps, request: PassRequest, { candidates, routed, routedMs, budget }: RoutedBatch): Decided {
  const agents = new Map(request.fleet.agents.map((agent) => [agent.id, agent]));
  const byTask = new Map(candidates.map((candidate) => [candidate.task.id, candidate]));
  const decided: Decided = { placements: [], parkings: [], holds: [], leftBehind: false, placed: new Map(), routedMs };
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
    const admission = !pulls && slots === 0 ? 'later' : budget?.admit(candidate, agent);
    if (admission === 'later') {
      decided.leftBehind = true;
      continue;
    }
    if (admission !== undefined && 'gateKey' in admission) {
      if (task.parkKey !== admission.gateKey) decided.parkings.push({ taskId: task.id, runId: task.runId, ...admission });
      continue;
    }
    if (!pulls) slots -= 1;
    const attemptId = deps.newId();
    const hold = admission?.hold ?? null;
    if (hold !== null) decided.holds.push({ attemptId, ...hold });
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
    const held = hold !== null && admission?.blocks ? { heldUsd: hold.costUsd } : {};
    decided.placed.set(attemptId, { task, spec, run, agent, attemptId, permits: placement.permits, ...held });
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
async function write(deps: Deps, connection: PassConnection, decided: Decided): Promise<PlacedTask[]> {
  const { placements, parkings, holds, placed, routedMs } = decided;
  const { grants, refused } = await grantCalls(deps, placed.values());
  const rows = refused.size === 0 ? placements : placements.filter(({ attemptId }) => !refused.has(attemptId));
  const noted = [...grants].map(([attemptId, own]) => ({ attemptId, grants: own }));
  await writeHolds(
    connection,
    holds.filter(({ attemptId }) => !refused.has(attemptId)),
  );
  const written = await placeAttempts(connection, { placements: rows, parkings, grants: noted, routedMs });
  const fences = new Map(written.map(({ attemptId, fence }) => [attemptId, fence]));
  return rows.flatMap(({ attemptId }) => {
    const { permits: _, ...found } = placed.get(attemptId) as NonNullable<ReturnType<typeof placed.get>>;
    const own = grants.get(attemptId) ?? null;
    const fence = fences.get(attemptId);
    if (fence !== undefined) return [{ ...found, fence, grants: own }];
    if (own !== null) releasePermits(deps, own);
    return [];
  });
}

/** The batch as the mode routes it; the batch itself where the mode leaves every task as it is. */
const underMode = (mode: ModeSettings, candidates: Candidate[]): Candidate[] =>
  mode.routing === null ? candidates : candidates.map((candidate) => ({ ...candidate, spec: specUnder(mode, candidate.spec) }));

/** Runs one pass. Throws what the database throws; the pass then changed nothing. */
export async function dispatchTasks(deps: Deps, request: PassRequest): Promise<PassResult> {
  const limit = Math.min(PASS_LIMIT, Math.max(LEAST_READ, request.freeSlots)) + Math.min(MOST_EXTRA, request.examining);
  const read = await readQueue(request.connection, limit, request.gates);
  const result: PassResult = {
    locked: read.locked,
    full: false,
    leftBehind: false,
    placed: [],
    blocked: [],
    conditional: [],
    agentless: [],
    controls: [],
    gates: new Set(),
    leftGate: new Map(),
  };
  if (!read.locked || read.tasks.length === 0) {
    await rollbackPass(request.connection);
    return result;
  }
  const isFull = read.tasks.filter((task) => task.parkKey === null).length === limit;
  const waiting = await holdWorkflows(deps, read);
  const { fleet, holdsQuarantined, passedConditions } = request;
  const maps = limitedMaps(read.tasks);
  const groups = maps.length === 0 ? NO_GROUPS : await countGroups(request.connection, maps);
  const sorted = sortTasks(read, { restraints: fleet.restraints, holdsQuarantined, passedConditions, groups });
  const limited = underMode(fleet.mode, sorted.candidates);
  const now = new Date(request.now ?? Date.now());
  const budget = await openPassBudget(deps, request.connection, { fleet, candidates: limited, mark: read.budgetMark, now });
  const { candidates, parkings: unpaid } = budget?.sort() ?? { candidates: limited, parkings: [] };
  const begun = performance.now();
  const routed = await routeCandidates(deps, fleet, { candidates, live: read.live, connection: request.connection });
  const decided = decide(deps, request, { candidates, routed, routedMs: performance.now() - begun, budget });
  const { placements, parkings } = decided;
  parkings.push(...parkOverLimit(sorted.overLimit), ...sorted.heldBack, ...waiting, ...unpaid);
  if (placements.length + parkings.length === 0) {
    await rollbackPass(request.connection);
  } else {
    result.placed = await write(deps, request.connection, decided);
    announce(deps, result.placed, parkings);
  }
  for (const { task } of result.placed)
    if (task.parkKey !== null) result.leftGate.set(task.parkKey, (result.leftGate.get(task.parkKey) ?? 0) + 1);
  result.leftBehind = isFull || decided.leftBehind || result.placed.length < placements.length;
  result.full = (isFull && placements.length + parkings.length > 0) || (budget?.mustGoOn === true && placements.length > 0);
  result.blocked = sorted.blocked;
  result.conditional = sorted.conditional;
  result.agentless = sorted.agentless;
  result.controls = sorted.controls;
  for (const parking of parkings) result.gates.add(parking.gateKey);
  return result;
}
