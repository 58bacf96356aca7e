import { z } from 'zod';
import type { RebalanceView } from '../core/load/load-view.ts';
import { cutPage, type Page } from '../core/page.ts';
import { listRebalanceRows } from '../db/rebalances.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.uuid()]);

/** Rebalancings that moved something, newest first. @throws MalformedError for a foreign cursor */
export async function listRebalances(
  deps: Pick<Deps, 'db'>,
  page: { limit: number; after?: string | undefined },
): Promise<Page<RebalanceView & { actorName: string }>> {
  const before = decodeCursor(place, page.after)?.[0] ?? null;
  const rows = await listRebalanceRows(deps.db, { limit: page.limit + 1, before });
  const nameOf = await nameActors(
    deps,
    rows.map(({ actor }) => actor),
  );
  return cutPage(rows, page.limit, {
    view: (row) => ({ ...row, actorName: nameOf(row.actor) }),
    cursorOf: (row) => encodeCursor([row.id]),
  });
}
