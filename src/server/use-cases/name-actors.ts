import { actorName } from '../core/access/actor-name.ts';
import { findNames } from '../db/actor-names.ts';
import type { Deps } from '../deps.ts';

/** Names for the principals of a page, read in one statement for all of them. */
export async function nameActors(deps: Pick<Deps, 'db'>, ids: Iterable<string>): Promise<(id: string) => string> {
  const known = await findNames(deps.db, [...new Set(ids)]);
  return (id) => actorName(id, known);
}
