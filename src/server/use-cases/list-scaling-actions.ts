import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import type { ScalingActionView } from '../core/scaling/pool-view.ts';
import { listScalingActionRows } from '../db/scaling-actions.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { loadPool } from './read-pool.ts';

const place = z.tuple([z.uuid()]);

/** Changes of a pool's size, newest first. @throws NotFoundError, MalformedError for a foreign cursor */
export async function listScalingActions(
  deps: Pick<Deps, 'db'>,
  page: { id: string; limit: number; after?: string | undefined },
): Promise<Page<ScalingActionView & { actorName: string }>> {
  const pool = await loadPool(deps, page.id);
  const before = decodeCursor(place, page.after)?.[0] ?? null;
  const rows = await listScalingActionRows(deps.db, pool.id, { limit: page.limit + 1, before });
  const nameOf = await nameActors(
    deps,
    rows.map(({ actor }) => actor),
  );
  return cutPage(rows, page.limit, {
    view: (row) => ({ ...row, actorName: nameOf(row.actor) }),
    cursorOf: (row) => encodeCursor([row.id]),
  });
}
