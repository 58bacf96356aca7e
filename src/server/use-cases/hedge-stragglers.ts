import { ACTOR } from '../core/failure-prediction/choose-restrained.ts';
import { AgentPool } from '../core/routing/agent-pool.ts';
import type { NewDecisionRecord } from '../core/routing/decision-record.ts';
import type { Placement } from '../core/routing/route-batch.ts';
import { type ExpectedDuration, gainOfSecond, hedgesLeft, insures, isStraggling } from '../core/schedule/second-attempt.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import { type HedgePass, inHedgePass } from '../db/hedges.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import type { PlacedTask } from './dispatch-tasks.ts';
import { grantCalls } from './grant-calls.ts';
import type { LoadedFleet } from './load-fleet.ts';

// Second attempts for stragglers, where their tasks allow them and it pays: docs/adr/0014-hedged-attempts.md. Every process looks after
// what it executes itself, so that nothing is asked of the database while nothing straggles.

/** An attempt of this process that runs alone, and whose task allows a second one. */
export interface Hedgeable {
  placed: PlacedTask;
  runningMs: number;
}

export interface HedgeRequest {
  /** The process that executes the first attempts, and will execute the second ones. */
  workerId: string;
  freeSlots: number;
  /** The longest running first. */
  running: readonly Hedgeable[];
  fleet: LoadedFleet;
}

type Chosen = Extract<Placement, { agentId: string }>;

function expectedDuration(fleet: LoadedFleet, agentId: string, spec: TaskSpec): ExpectedDuration | null {
  const expected = fleet.describe(agentId, spec)?.durationMs;
  return expected === undefined ? null : { mean: expected[0], high: expected[2], samples: expected[3] };
}

function straggles(fleet: LoadedFleet, { placed, runningMs }: Hedgeable): boolean {
  const expected = expectedDuration(fleet, placed.agent.id, placed.spec);
  return expected !== null && isStraggling(expected, runningMs);
}

/** The agent is predicted to fail, and that is acted on. */
const isEndangered = ({ restraints }: LoadedFleet, { placed: { agent } }: Hedgeable): boolean =>
  restraints.some(({ by, subject }) => by === ACTOR && subject === `agent:${agent.id}`);

/**
 * Live attempts by agent, in the order of the fleet. Who has the first attempt counts as full, and so do pull agents: they would have to
 * come for it first, and cannot be told to stop.
 */
function inFlightWithout({ agents }: LoadedFleet, { live }: HedgePass, first: string): number[] {
  const counts = new Map<string, number>();
  for (const { agentId, count } of live) counts.set(agentId, (counts.get(agentId) ?? 0) + count);
  return agents.map(({ id, kind, maxConcurrentTasks }) => (id === first || kind === 'worker' ? maxConcurrentTasks : (counts.get(id) ?? 0)));
}

/** Who would take it, within the limits of the run; null when nobody can. */
function route(
  deps: Pick<Deps, 'random' | 'breakers'>,
  { pass, fleet }: { pass: HedgePass; fleet: LoadedFleet },
  { placed }: Hedgeable,
): Chosen | null {
  const { run, spec, task } = placed;
  const ofRun = pass.live.filter(({ runId }) => runId === run.id);
  if (ofRun.reduce((sum, { count }) => sum + count, 0) >= run.maxConcurrentTasks) return null;
  const pool = new AgentPool({ gateKey: `run:${run.id}`, limit: run.maxAgents, agents: ofRun.map(({ agentId }) => agentId) });
  const [placement] = fleet.router.route({
    tasks: [{ taskId: task.id, spec, pool, model: fleet.models.active }],
    inFlight: inFlightWithout(fleet, pass, placed.agent.id),
    now: Date.now(),
    random: deps.random,
    watch: (seen) => deps.breakers.watch(seen, Date.now()),
  });
  // A second attempt is no probe: an agent that has to show that it works gets first ones.
  return placement !== undefined && 'agentId' in placement && placement.permits.length === 0 ? placement : null;
}

function pays(fleet: LoadedFleet, running: Hedgeable, agentId: string): boolean {
  const { placed, runningMs } = running;
  const first = expectedDuration(fleet, placed.agent.id, placed.spec);
  const second = expectedDuration(fleet, agentId, placed.spec);
  if (first === null || second === null) return false;
  return gainOfSecond(first, second, runningMs) > 0 || (isEndangered(fleet, running) && insures(first, second, runningMs));
}

/** The record says that it was made for a second attempt: the agent of the first was no candidate. */
function hedgeRecord(recordText: string): string {
  const record = JSON.parse(recordText) as NewDecisionRecord;
  return JSON.stringify({ ...record, policy: `hedge/${record.policy}` } satisfies NewDecisionRecord);
}

async function place(
  deps: Pick<Deps, 'newId' | 'breakers'>,
  { pass, fleet, workerId }: { pass: HedgePass; fleet: LoadedFleet; workerId: string },
  { straggler, chosen }: { straggler: PlacedTask; chosen: Chosen },
): Promise<PlacedTask | null> {
  const { task, spec, run } = straggler;
  const agent = fleet.agents.find(({ id }) => id === chosen.agentId);
  if (agent === undefined) return null;
  const attemptId = deps.newId();
  const fence = await pass.write({
    ...{ taskId: task.id, runId: run.id, fence: straggler.fence, besideId: straggler.attemptId, agentId: agent.id, attemptId, workerId },
    ...{ score: chosen.score, strategy: spec.strategy },
    recordText: hedgeRecord(chosen.recordText),
  });
  const { grants } = await grantCalls(deps, [{ attemptId, agent, spec, permits: [] }]);
  return fence === null ? null : { task, spec, run, agent, attemptId, fence, grants: grants.get(attemptId) ?? null, hedge: true };
}

async function placeAll(deps: Deps, request: HedgeRequest, pass: HedgePass): Promise<PlacedTask[]> {
  const { fleet, running, workerId, freeSlots } = request;
  const placed: PlacedTask[] = [];
  if (pass.queued) return placed;
  const most = Math.min(freeSlots, hedgesLeft(pass.attempts, pass.hedges));
  for (const straggler of running) {
    if (placed.length >= most) break;
    const chosen = route(deps, { pass, fleet }, straggler);
    if (chosen === null || !pays(fleet, straggler, chosen.agentId)) continue;
    if (fleet.budgets.ofAgent(chosen.agentId, new Date()).length > 0) continue;
    const second = await place(deps, { pass, fleet, workerId }, { straggler: straggler.placed, chosen });
    if (second === null) continue;
    placed.push(second);
    pass.live.push({ agentId: second.agent.id, runId: second.run.id, count: 1 });
  }
  return placed;
}

/**
 * Gives late attempts, and those at agents that are predicted to fail, of tasks that allow it a second attempt at another free agent where it is expected to end sooner: one per task, at
 * most HEDGE_SHARE of all attempts, and only while nothing waits in the queue.
 * @returns what this process is to execute
 */
export async function hedgeStragglers(deps: Deps, request: HedgeRequest): Promise<PlacedTask[]> {
  if (!request.fleet.mode.hedging) return [];
  // A second attempt buys time with money: where money is limited, none is begun.
  const running = request.running.filter(
    (each) => each.placed.heldUsd === undefined && (straggles(request.fleet, each) || isEndangered(request.fleet, each)),
  );
  if (running.length === 0 || request.freeSlots <= 0) return [];
  const placed = (await inHedgePass(deps.db, (pass) => placeAll(deps, { ...request, running }, pass))) ?? [];
  if (placed.length > 0) deps.feed.publish(placed.map(({ run }) => runTopic(run.id)));
  return placed;
}
