import { hasRole, type Principal } from '../core/access/principal.ts';
import { listMemoryOwnerRows, type MemoryOwner } from '../db/search-context.ts';
import type { Deps } from '../deps.ts';

export type { MemoryOwner } from '../db/search-context.ts';

/** Who remembers how much, most first, of what the reader may read: viewers what is public, operators everything. */
export function listMemoryOwners(deps: Pick<Deps, 'db'>, principal: Principal): Promise<MemoryOwner[]> {
  return listMemoryOwnerRows(deps.db.pool, { sees: hasRole(principal, 'operator') ? 'all' : 'public' });
}
