import type { Principal } from '../core/access/principal.ts';
import { restoreHidden } from '../core/agent/hidden-config.ts';
import { ConflictError, InvalidError } from '../core/errors.ts';
import { type ChangePool, memberOf, type Pool, type PoolTemplate } from '../core/scaling/pool.ts';
import type { PoolView } from '../core/scaling/pool-view.ts';
import { changePoolRow, type PoolChange } from '../db/pools.ts';
import type { Deps } from '../deps.ts';
import { checkPoolTemplate } from './create-pool.ts';
import { loadPool, readPool } from './read-pool.ts';
import { recordAudit } from './record-audit.ts';

/** The new configuration, with what was hidden from its reader kept. */
function restoredConfig(changed: Pool, stored: Pool): PoolTemplate['config'] {
  return restoreHidden(memberOf(changed, 0).config, memberOf(stored, 0).config) as PoolTemplate['config'];
}

/**
 * Changes what is named of a pool. Members that exist keep what they were made with; the size follows with the next evaluation.
 * @throws NotFoundError, ConflictError when it has just been retired, the name is taken, or it is renamed while it has members,
 *   InvalidError when min exceeds max, and what `checkPoolTemplate` throws
 */
export async function changePool(deps: Deps, input: { id: string; change: ChangePool }, principal: Principal): Promise<PoolView> {
  const pool = await readPool(deps, input.id);
  const { cooldown_seconds, evaluation_seconds, ...plain } = input.change;
  const stored = await loadPool(deps, pool.id);
  const merged = { ...stored, ...plain };
  if (merged.min > merged.max) throw new InvalidError('min must not exceed max', [{ path: 'min', message: 'must not exceed max' }]);
  if (merged.name !== pool.name && pool.members.length > 0) {
    throw new ConflictError('a pool with members keeps its name: they are known by it', [{ path: 'name', message: 'scale to 0 first' }]);
  }
  if (plain.template !== undefined || plain.tier !== undefined) await checkPoolTemplate(deps, merged, principal);
  const change: PoolChange = {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(plain.template && { template: { ...plain.template, config: restoredConfig(merged, stored) } }),
    ...(cooldown_seconds !== undefined && { cooldownMs: cooldown_seconds * 1_000 }),
    ...(evaluation_seconds !== undefined && { evaluationMs: evaluation_seconds * 1_000 }),
  };
  if (!(await changePoolRow(deps.db, pool.id, change))) throw new ConflictError(`pool ${pool.name} is retired`);
  const detail = { fields: Object.keys(change) };
  await recordAudit(deps, { actor: principal.id, action: 'pool.update', subject: `pool:${pool.id}`, detail });
  return readPool(deps, pool.id);
}
