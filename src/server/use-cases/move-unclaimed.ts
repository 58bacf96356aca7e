import type { Principal } from '../core/access/principal.ts';
import type { AgentProfile } from '../core/agent/agent.ts';
import type { FleetWatch } from '../core/breaker/watch-fleet.ts';
import { loadFactor } from '../core/load/load-factor.ts';
import type { MoveView } from '../core/load/load-view.ts';
import {
  type BalanceAgent,
  type MovableAttempt,
  type PlannedMove,
  planRebalance,
  type RebalancePlan,
  type RebalanceRules,
} from '../core/load/plan-rebalance.ts';
import { explainMove, moveRecord, type RebalanceTrigger } from '../core/load/rebalance-record.ts';
import { variance } from '../core/metrics/statistics.ts';
import { priorityOf } from '../core/priority.ts';
import { Fleet } from '../core/routing/candidates.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { readBudgets } from '../db/budgets.ts';
import { type FleetRead, readFleet } from '../db/fleet.ts';
import { inMovePass, type MovePass, type MoveRow, type UnclaimedAttempt } from '../db/move-attempts.ts';
import { readHeldCounts, readReportedResources } from '../db/read-loads.ts';
import { insertRebalance } from '../db/rebalances.ts';
import type { Deps } from '../deps.ts';
import { claimTopic, runTopic, type Topic } from '../events/topics.ts';
import { fleetLoads } from './read-fleet-load.ts';
import { recordAudit } from './record-audit.ts';

/** Unclaimed attempts looked at in one pass. */
export const MOST_UNCLAIMED = 500;
/** Turns are drawn, not counted: a counter of the fleet would be one more thing to lock. */
const MOST_TURNS = 1_000_000;

export interface MoveRequest {
  trigger: RebalanceTrigger;
  principal: Principal;
  dryRun: boolean;
  rules: RebalanceRules;
  /** What cannot be handed to anybody goes back into the queue; only with `rules.onlyFrom`. */
  returnRest: boolean;
}

export interface MoveResult extends Pick<RebalancePlan, 'varianceBefore' | 'varianceAfter'> {
  /** Moves that held; of a dry run, the planned ones. */
  moves: MoveView[];
  applied: number;
  /** Tasks put back into the queue. */
  returned: string[];
  /** Tasks that were looked at and stay where they are. */
  kept: string[];
}

/** Of these candidates, whom no breaker holds back. A move asks for no permit, so whoever needs one is left out too. */
function unbarred(watch: FleetWatch | null, agents: readonly number[], taskType: string): (place: number) => boolean {
  if (watch === null) return () => true;
  const barrier = watch.bar(agents, taskType);
  return (place) => barrier?.barred[place] !== 1 && watch.take(agents[place] ?? -1, taskType).length === 0;
}

/** Who fits is asked of the router's own filters: status, exclusions, capabilities, and of the breakers. */
function movable(
  deps: Pick<Deps, 'breakers'>,
  attempts: UnclaimedAttempt[],
  {
    profiles,
    runAgents,
    budgeted,
    now,
  }: { profiles: AgentProfile[]; runAgents: Map<string, Set<string>>; budgeted: Set<string>; now: number },
): MovableAttempt[] {
  const fleet = new Fleet(
    profiles.map((profile) => ({ profile, inFlight: 0, stats: new Map() })),
    now,
  );
  const watch = deps.breakers.watch(fleet, now);
  return attempts.map(({ attemptId, taskId, runId, agentId, specText, maxAgents }) => {
    const spec = parseSpec(specText);
    const { agents, capability } = fleet.candidates(spec);
    // Without required capabilities there is nothing to be good at: everybody is as good.
    const open = unbarred(watch, agents, spec.taskType);
    const fits = new Map(
      agents.flatMap((at, place): [string, number][] =>
        open(place) && !budgeted.has(profiles[at]?.id ?? '')
          ? [[profiles[at]?.id ?? '', capability[place] || Number(spec.requiredCapabilities.length === 0)]]
          : [],
      ),
    );
    const run = { maxAgents, agents: runAgents.get(runId) ?? new Set([agentId]) };
    return { attemptId, taskId, agentId, run, priority: priorityOf(spec.priority), fits };
  });
}

interface Planned {
  plan: RebalancePlan;
  rows: MoveRow[];
  attempts: UnclaimedAttempt[];
}

function toRows(deps: Deps, request: MoveRequest, of: { attempts: UnclaimedAttempt[]; plan: RebalancePlan; fleetSize: number }): MoveRow[] {
  const moves = new Map(of.plan.moves.map((move) => [move.attemptId, move]));
  const seed = Math.floor(deps.random() * 4_294_967_296);
  return of.attempts.flatMap(({ attemptId, taskId, runId, fence }): MoveRow[] => {
    const move = moves.get(attemptId);
    if (move === undefined) return request.returnRest ? [{ attemptId, taskId, runId, fence, to: null }] : [];
    const recordText = JSON.stringify(moveRecord(move, { seed, fleet: of.fleetSize }));
    const to = { agentId: move.toAgentId, attemptId: deps.newId(), score: move.candidates[0]?.score ?? 0, recordText };
    return [{ attemptId, taskId, runId, fence, to }];
  });
}

/** Only agents at work are compared with one another; an agent that is emptied counts whatever its status. */
async function readCompared(pass: MovePass, of: { fleet: FleetRead; onlyFrom: string | null }): Promise<BalanceAgent[]> {
  const held = await readHeldCounts(pass.query);
  const reported = await readReportedResources(pass.query);
  const { agents, profiles } = fleetLoads({ fleet: of.fleet, held, reported, now: Date.now() });
  return agents.filter((agent, at) => profiles[at]?.status === 'active' || agent.id === of.onlyFrom);
}

async function planMoves(deps: Deps, request: MoveRequest, { pass, fleet }: { pass: MovePass; fleet: FleetRead }): Promise<Planned> {
  const attempts = await pass.readUnclaimed(request.rules.onlyFrom, MOST_UNCLAIMED);
  const compared = await readCompared(pass, { fleet, onlyFrom: request.rules.onlyFrom });
  const turn = Math.floor(deps.random() * MOST_TURNS);
  // A move reserves nothing anew: who has a budget is given work by dispatch only.
  const budgeted = new Set(
    (await readBudgets(pass.query)).flatMap(({ scope, subject }) => (scope === 'agent' && subject ? [subject] : [])),
  );
  const facts = { profiles: fleet.agents, runAgents: await pass.readRunAgents(), budgeted, now: Date.now() };
  const plan = planRebalance(compared, movable(deps, attempts, facts), { ...request.rules, turn });
  return { plan, attempts, rows: toRows(deps, request, { attempts, plan, fleetSize: fleet.agents.length }) };
}

const viewOf = (move: PlannedMove): MoveView => {
  const { taskId, fromAgentId, toAgentId, expectedGain } = move;
  return { taskId, fromAgentId, toAgentId, expectedGain, reason: explainMove(move) };
};

/** Plans and, unless it is a dry run, applies: a transaction under the pass lock, each row by compare-and-set on its fence. */
async function pass(deps: Deps, request: MoveRequest, fleet: FleetRead): Promise<MoveResult & { rows: MoveRow[] }> {
  return inMovePass(deps.db, async (open) => {
    const { plan, rows, attempts } = await planMoves(deps, request, { pass: open, fleet });
    const { varianceBefore } = plan;
    if (request.dryRun) {
      const { varianceAfter } = plan;
      return { moves: plan.moves.map(viewOf), applied: 0, varianceBefore, varianceAfter, returned: [], kept: [], rows: [] };
    }
    const held = await open.write(rows);
    const written = rows.filter((row) => held.has(row.attemptId));
    const moves = plan.moves.filter((move) => held.has(move.attemptId)).map(viewOf);
    const returned = written.filter((row) => row.to === null).map((row) => row.taskId);
    const kept = attempts.filter((attempt) => !held.has(attempt.attemptId)).map((attempt) => attempt.taskId);
    const after = await readCompared(open, { fleet, onlyFrom: request.rules.onlyFrom });
    const varianceAfter = variance(after.map(({ input }) => loadFactor(input).value).filter((load) => load !== null));
    if (written.length > 0) {
      const { trigger, principal } = request;
      const record = { id: deps.newId(), trigger, actor: principal.id, moves, applied: moves.length, varianceBefore, varianceAfter };
      await insertRebalance(open.query, record);
    }
    return { moves, applied: moves.length, varianceBefore, varianceAfter, returned, kept, rows: written };
  });
}

/** Moves attempts that their pull agents have not claimed, records it, and tells everybody whom it concerns. */
export async function moveUnclaimed(deps: Deps, request: MoveRequest): Promise<MoveResult> {
  const fleet = await readFleet(deps.db.pool);
  const { rows, ...result } = await pass(deps, request, fleet);
  if (rows.length === 0) return result;
  const topics = new Set<Topic>(['ready']);
  for (const { to, runId } of rows) {
    topics.add(runTopic(runId));
    if (to !== null) topics.add(claimTopic(to.agentId));
  }
  deps.feed.publish(topics);
  const { onlyFrom } = request.rules;
  await recordAudit(deps, {
    actor: request.principal.id,
    action: onlyFrom === null ? 'load.rebalance' : 'agent.redistribute',
    subject: onlyFrom === null ? 'fleet' : `agent:${onlyFrom}`,
    detail: { trigger: request.trigger, applied: result.applied, returned: result.returned.length },
  });
  return result;
}
