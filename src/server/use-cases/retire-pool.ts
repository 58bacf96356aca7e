import type { Principal } from '../core/access/principal.ts';
import { ConflictError } from '../core/errors.ts';
import { readPoolMembers } from '../db/pool-demand.ts';
import { retirePoolRow } from '../db/pools.ts';
import type { Deps } from '../deps.ts';
import { applyPoolSize } from './apply-pool-size.ts';
import { loadPool } from './read-pool.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Takes a pool out of service. Its members drain and go; its history stays.
 * @throws NotFoundError, ConflictError when somebody else did it at the same moment
 */
export async function retirePool(deps: Deps, id: string, principal: Principal): Promise<void> {
  const pool = await loadPool(deps, id);
  if (!(await retirePoolRow(deps.db, pool.id))) throw new ConflictError(`pool ${pool.name} is retired`);
  const members = (await readPoolMembers(deps.db.pool)).get(pool.name) ?? [];
  await applyPoolSize(deps, { ...pool, target: 0 }, members);
  await recordAudit(deps, { actor: principal.id, action: 'pool.retire', subject: `pool:${pool.id}`, detail: { name: pool.name } });
}
