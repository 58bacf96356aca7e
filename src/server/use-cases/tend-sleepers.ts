import type { Principal } from '../core/access/principal.ts';
import type { AgentProfile, ReportedResources } from '../core/agent/agent.ts';
import { isHiveError } from '../core/errors.ts';
import { decideSleep, type SleepSituation } from '../core/sleep/decide-sleep.ts';
import { statesBefore } from '../core/sleep/sleep-state.ts';
import { openWindow, type SleepWindow } from '../core/sleep/sleep-window.ts';
import { type FleetRead, readFleet } from '../db/fleet.ts';
import { readNow } from '../db/pool-demand.ts';
import { readHeldCounts, readReportedResources } from '../db/read-loads.ts';
import { endCycle, listOpenCycles, moveCycle, readLastRests, type SleepCycle } from '../db/sleep-cycles.ts';
import { listSleepWindowRows } from '../db/sleep-windows.ts';
import type { Deps } from '../deps.ts';
import { consolidateAgent } from './consolidate-agent.ts';
import { findNeededAgents } from './find-needed-agents.ts';
import { prepareSleep, sleepAgent } from './sleep-agent.ts';
import { wakeAgent } from './wake-agent.ts';

// The duty that puts agents to sleep, works on them while they sleep, and wakes them. Every step is a compare-and-set on the cycle's
// state, so a process that dies in between leaves a state from which the next round goes on.

/** A cycle that stands in a passing state for so long was left behind. */
const STUCK_MS = 60_000;
const TENDER: Principal = { id: 'system:sleep', kind: 'system', name: 'sleep', role: 'admin' };

/** Everything one round knows. */
interface Round {
  now: Date;
  fleet: FleetRead;
  cycles: ReadonlyMap<string, SleepCycle>;
  windows: SleepWindow[];
  reported: ReadonlyMap<string, ReportedResources>;
  held: ReadonlyMap<string, number>;
  rests: Awaited<ReturnType<typeof readLastRests>>;
  needed: ReadonlyMap<string, string>;
}

async function readRound(deps: Deps): Promise<Round> {
  const [now, fleet, cycles, windows, reported, held, rests] = await Promise.all([
    readNow(deps.db.pool),
    readFleet(deps.db.pool),
    listOpenCycles(deps.db),
    listSleepWindowRows(deps.db),
    readReportedResources(deps.db.pool),
    readHeldCounts(deps.db.hot),
    readLastRests(deps.db),
  ]);
  const byAgent = new Map(cycles.map((cycle) => [cycle.agentId, cycle]));
  // Only who may fall asleep or wake up is looked at: without windows, reports and sleepers a round costs these few reads.
  const concerned = fleet.agents.filter(
    (agent) => byAgent.has(agent.id) || reported.has(agent.id) || openWindow(windows, { id: agent.id, pooled: agent.pool !== null }, now),
  );
  const ids = new Set(concerned.map(({ id }) => id));
  const needed = ids.size === 0 ? new Map<string, string>() : await findNeededAgents(deps, fleet, { ids, now });
  const counts = new Map(held.map(({ agentId, active, queued }) => [agentId, active + queued]));
  return { now, fleet: { ...fleet, agents: concerned }, cycles: byAgent, windows, reported, held: counts, rests, needed };
}

function situationOf(agent: AgentProfile, round: Round): SleepSituation {
  const { now, cycles, windows, reported, held, rests, needed } = round;
  const cycle = cycles.get(agent.id);
  const rest = rests.get(agent.id);
  const since = (time: Date | null | undefined) => (time ? now.getTime() - time.getTime() : null);
  return {
    state: cycle?.state ?? 'awake',
    windowLeftMin: openWindow(windows, { id: agent.id, pooled: agent.pool !== null }, now)?.minutesLeft ?? null,
    contextUsage: reported.get(agent.id)?.contextUsage ?? null,
    inFlight: held.get(agent.id) ?? 0,
    needed: needed.get(agent.id) ?? null,
    awakeMs: since(rest?.wokeAt),
    consolidatedMs: since(rest?.consolidatedAt),
    cycle: cycle ? { type: cycle.type, asleepMs: since(cycle.startedAt) ?? 0, overdueMs: since(cycle.expectedWakeAt) } : null,
  };
}

/** What a sleeper still lacks: the end of falling asleep, its consolidation, the end of waking up. */
async function goOn(deps: Deps, agent: AgentProfile, { cycle, now }: { cycle: SleepCycle; now: Date }): Promise<void> {
  // Somebody put it to work, or retired it, past its sleep.
  if (agent.status !== 'sleeping') return endCycle(deps.db, cycle.id, null);
  const { id, state, consolidationId } = cycle;
  if (state === 'sleeping' && consolidationId === null) {
    if (!(await moveCycle(deps.db, id, { from: statesBefore('consolidate'), to: 'consolidating' }))) return;
    const set = await consolidateAgent(deps, { agentId: agent.id, trigger: 'sleep' }, TENDER).then(
      (made) => ({ consolidationId: made.id }),
      (error: unknown) => ({ error: isHiveError(error) ? error.message : 'the consolidation broke' }),
    );
    await moveCycle(deps.db, id, { from: ['consolidating'], to: 'error' in set ? 'error' : 'sleeping', set });
    return;
  }
  if (now.getTime() - cycle.startedAt.getTime() < STUCK_MS) return;
  if (state === 'preparing_sleep') await prepareSleep(deps, { cycleId: id, agentId: agent.id, type: cycle.type }, TENDER);
  if (state === 'consolidating') await moveCycle(deps.db, id, { from: ['consolidating'], to: 'sleeping' });
  if (state === 'preparing_wake' || state === 'error')
    await wakeAgent(deps, { id: agent.id, reason: cycle.wakeReason ?? 'recovery' }, TENDER);
}

async function tend(deps: Deps, agent: AgentProfile, round: Round): Promise<void> {
  const cycle = round.cycles.get(agent.id);
  if (cycle !== undefined) await goOn(deps, agent, { cycle, now: round.now });
  else if (agent.status !== 'active') return;
  const decision = decideSleep(situationOf(agent, round));
  switch (decision.act) {
    case 'none':
      return;
    case 'consolidate':
      await consolidateAgent(deps, { agentId: agent.id, trigger: 'context' }, TENDER);
      return;
    case 'sleep':
      await sleepAgent(deps, { id: agent.id, type: decision.type, reason: decision.reason, forMs: decision.forMs }, TENDER);
      return;
    case 'wake':
      await wakeAgent(deps, { id: agent.id, reason: decision.reason }, TENDER);
  }
}

/** A duty of the fleet: one round over all agents that may fall asleep or wake up. What goes wrong with one keeps nobody else waiting. */
export async function tendSleepers(deps: Deps): Promise<void> {
  const round = await readRound(deps);
  for (const agent of round.fleet.agents) {
    try {
      await tend(deps, agent, round);
    } catch (error) {
      deps.log.warn({ err: error, agent: agent.name }, 'the sleep of an agent could not be tended; it is tried again');
    }
  }
}
