import { leastAgeMs } from '../core/duty/due-duties.ts';
import { decideSize, LOOK_AHEAD_BUCKETS, type SizeDecision } from '../core/scaling/decide-size.ts';
import type { ArrivalForecast } from '../core/scaling/forecast-arrivals.ts';
import type { Pool } from '../core/scaling/pool.ts';
import type { PoolMember } from '../core/scaling/pool-view.ts';
import type { GateShare } from '../core/scaling/share-gates.ts';
import { TIER_LIMITS } from '../core/scaling/tiers.ts';
import { claimDuty } from '../db/duties.ts';
import { readNow, readPoolMembers, readPoolWork, tellGates } from '../db/pool-demand.ts';
import { listPoolRows, setPoolTarget } from '../db/pools.ts';
import { readOpenActs } from '../db/prediction-acts.ts';
import { insertScalingAction } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { applyPoolSize, SCALER } from './apply-pool-size.ts';
import { forecastPool } from './forecast-pool.ts';
import { readMode } from './orchestration-mode.ts';
import { livingMembers } from './read-pool.ts';
import { demandedBy } from './share-demand.ts';

// Every few seconds: who waits, for which pool. A pool with nobody in it and somebody waiting is woken at once; every pool is evaluated
// once per its own period. The target is set by compare-and-set, then members are made or told to go until the size is the target.

/** Many begin to wait at once: one look is enough for them. Milliseconds. */
const LEAST_WAKE_MS = 500;
/** More pools than this are not read. */
const MOST_POOLS = 1_000;

interface Situation {
  pool: Pool;
  members: PoolMember[];
  share: GateShare | undefined;
  /** Agents that are acted on because they are predicted to fail. */
  failing: ReadonlySet<string>;
  now: Date;
  /** Whether it may grow for work that is only forecast. */
  ahead: boolean;
}

async function decide(
  deps: Deps,
  { pool, members, share, failing, now, ahead }: Situation,
): Promise<{ decision: SizeDecision; forecast: ArrivalForecast | null }> {
  const [foreseen, work] = await Promise.all([
    ahead ? forecastPool(deps, pool, { now, steps: LOOK_AHEAD_BUCKETS }) : null,
    readPoolWork(deps.db.pool, pool.name, now),
  ]);
  const forecast = foreseen?.forecast ?? null;
  const decision = decideSize({
    min: pool.min,
    max: pool.max,
    slots: TIER_LIMITS[pool.tier].tasks,
    size: livingMembers(members).length,
    failing: livingMembers(members).filter(({ id }) => failing.has(id)).length,
    inFlight: members.reduce((total, member) => total + member.inFlight, 0),
    waiting: share?.waiting ?? 0,
    meanDurationMs: work.meanDurationMs,
    forecast,
    sinceScaledMs: pool.scaledAt === null ? null : now.getTime() - pool.scaledAt.getTime(),
    idleMs: work.idleMs,
    cooldownMs: pool.cooldownMs,
  });
  return { decision, forecast };
}

/** Whoever waits learns that the pool is on its way. */
async function tell(deps: Deps, pool: Pool, share: GateShare | undefined): Promise<void> {
  if (share === undefined) return;
  const runs = await tellGates(deps.db.pool, share.gates, `pool ${pool.name} is starting`);
  deps.feed.publish(runs.map(runTopic));
}

/** @returns whether the pool changed its size */
async function evaluate(deps: Deps, situation: Situation): Promise<boolean> {
  const { pool, members, share } = situation;
  const size = livingMembers(members).length;
  const { decision, forecast } = await decide(deps, situation);
  if (decision.action === 'maintain') return false;
  if (!(await setPoolTarget(deps.db, pool, decision.target))) return false;
  const { action, trigger, target, reasons } = decision;
  const neededAt = share?.oldestAt ? new Date(share.oldestAt) : null;
  await insertScalingAction(deps.db, {
    ...{ id: deps.newId(), poolId: pool.id, action, trigger, fromSize: size, toSize: target },
    ...{ reasons, forecast, actor: SCALER.id, neededAt },
  });
  if (size === 0) await tell(deps, pool, share);
  return applyPoolSize(deps, { ...pool, target }, members);
}

async function isDue(deps: Deps, { pool, members, share }: Situation): Promise<boolean> {
  if (pool.paused) return false;
  const starved = share !== undefined && livingMembers(members).length === 0;
  return starved || claimDuty(deps.db.hot, `pool:${pool.id}`, leastAgeMs(pool.evaluationMs));
}

/** A duty of the fleet: evaluates every pool that is due, whoever else may be at it. @returns names of pools that changed their size */
export async function evaluatePools(deps: Deps): Promise<string[]> {
  const pools = await listPoolRows(deps.db, { limit: MOST_POOLS });
  if (pools.length === 0) return [];
  const [now, members, { settings }, acts] = await Promise.all([
    ...([readNow(deps.db.pool), readPoolMembers(deps.db.pool), readMode(deps)] as const),
    readOpenActs(deps.db.pool),
  ]);
  const failing = new Set(acts.filter(({ inForce }) => inForce).map(({ agentId }) => agentId));
  const ahead = deps.env.ENABLE_PREDICTIVE_SCALING && settings.scalingAhead;
  const shares = await demandedBy(deps, pools, members);
  const changed: string[] = [];
  for (const pool of pools) {
    const situation = { pool, members: members.get(pool.name) ?? [], share: shares.get(pool.id), failing, now, ahead };
    if ((await isDue(deps, situation)) && (await evaluate(deps, situation))) changed.push(pool.name);
  }
  return changed;
}

/** Looks at once because somebody has just begun to wait; null when somebody else looked a moment ago. */
export async function wakePools(deps: Deps): Promise<string[] | null> {
  if (!(await claimDuty(deps.db.hot, 'wake-pools', LEAST_WAKE_MS))) return null;
  return evaluatePools(deps);
}
