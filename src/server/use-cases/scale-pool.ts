import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import type { PoolView } from '../core/scaling/pool-view.ts';
import { plainName } from '../core/workflow/definition.ts';
import { readPoolMembers } from '../db/pool-demand.ts';
import { setPoolTarget } from '../db/pools.ts';
import { insertScalingAction } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';
import { applyPoolSize } from './apply-pool-size.ts';
import { livingMembers, loadPool, readPool } from './read-pool.ts';
import { recordAudit } from './record-audit.ts';

export const scalePoolSchema = z.strictObject({ size: z.number().int().min(0).max(200), reason: plainName.optional() });

/**
 * Gives a pool a size by hand; evaluation goes on from there after the cooldown, unless the pool is paused.
 * @throws NotFoundError, ConflictError when the size is not between min and max, or somebody changed the pool at the same moment
 */
export async function scalePool(
  deps: Deps,
  input: z.output<typeof scalePoolSchema> & { id: string },
  principal: Principal,
): Promise<PoolView> {
  const pool = await loadPool(deps, input.id);
  if (input.size < pool.min || input.size > pool.max) {
    const message = `must be between ${pool.min} and ${pool.max}`;
    throw new ConflictError(`the size of pool ${pool.name} ${message}`, [{ path: 'size', message }]);
  }
  if (!(await setPoolTarget(deps.db, pool, input.size))) throw new ConflictError(`pool ${pool.name} was changed a moment ago; look again`);
  const members = (await readPoolMembers(deps.db.pool)).get(pool.name) ?? [];
  const fromSize = livingMembers(members).length;
  const action = input.size > fromSize ? 'scale_up' : input.size < fromSize ? 'scale_down' : 'maintain';
  const reasons = [input.reason ?? 'By hand.'];
  await insertScalingAction(deps.db, {
    ...{ id: deps.newId(), poolId: pool.id, action, trigger: 'manual', fromSize, toSize: input.size },
    ...{ reasons, forecast: null, actor: principal.id, neededAt: null },
  });
  await applyPoolSize(deps, { ...pool, target: input.size }, members);
  const detail = { from: fromSize, to: input.size };
  await recordAudit(deps, { actor: principal.id, action: 'pool.scale', subject: `pool:${pool.id}`, detail });
  return readPool(deps, pool.id);
}
