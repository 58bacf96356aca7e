import type { Principal } from '../core/access/principal.ts';
import { isHiveError } from '../core/errors.ts';
import { freeNumbers, memberNumber, memberOf, type Pool } from '../core/scaling/pool.ts';
import type { PoolMember } from '../core/scaling/pool-view.ts';
import { finishScalingActions } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';
import { livingMembers } from './read-pool.ts';
import { registerAgent } from './register-agent.ts';
import { retireAgent } from './retire-agent.ts';

/** Acts on behalf of pools: what members may be was asked when the pool was made. */
export const SCALER: Principal = { id: 'system:scaler', kind: 'system', name: 'scaler', role: 'admin' };

async function grow(deps: Deps, pool: Pool, members: PoolMember[]): Promise<void> {
  const taken = members.map(({ name }) => memberNumber(pool, name)).filter((number) => number !== null);
  const missing = pool.target - livingMembers(members).length;
  // One after the other: a name that another process took in between ends this round, the next one sees its member.
  for (const number of freeNumbers(taken, missing)) await registerAgent(deps, memberOf(pool, number), SCALER);
}

/** The idlest go first, of those the newest. */
async function shrink(deps: Deps, pool: Pool, members: PoolMember[]): Promise<void> {
  const living = livingMembers(members);
  const order = living.toSorted((a, b) => a.inFlight - b.inFlight || (memberNumber(pool, b.name) ?? 0) - (memberNumber(pool, a.name) ?? 0));
  for (const { id } of order.slice(0, living.length - pool.target)) {
    await retireAgent(deps, { id, reason: `pool ${pool.name} shrinks` }, SCALER);
  }
}

/**
 * Makes a pool as large as its target says: registers members, or retires some, who drain first. What goes wrong is kept with the
 * action and tried again with the next evaluation.
 * @returns whether the size is right now
 */
export async function applyPoolSize(deps: Deps, pool: Pool, members: PoolMember[]): Promise<boolean> {
  const size = livingMembers(members).length;
  try {
    if (size < pool.target) await grow(deps, pool, members);
    else if (size > pool.target) await shrink(deps, pool, members);
  } catch (error) {
    deps.log.warn({ err: error, pool: pool.name }, 'a pool could not be scaled; it is tried again');
    await finishScalingActions(deps.db, pool.id, isHiveError(error) ? error.message : 'something went wrong on our side');
    return false;
  }
  await finishScalingActions(deps.db, pool.id, null);
  return true;
}
