import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { listSpentCalls as listRows, type SpentCall } from '../db/spending.ts';
import type { Deps } from '../deps.ts';
import { readBudget } from './budgets.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** The calls behind what stands as spent on a budget, the last one first. @throws NotFoundError, MalformedError for a foreign cursor */
export async function listSpentCalls(
  deps: Pick<Deps, 'db'>,
  { id, limit, after }: { id: string; limit: number; after?: string | undefined },
): Promise<Page<SpentCall>> {
  const last = decodeCursor(place, after);
  const budget = await readBudget(deps, id);
  const from = last === undefined ? null : { at: new Date(last[0]), id: last[1] };
  const rows = await listRows(deps.db.pool, budget, { limit: limit + 1, after: from });
  return cutPage(rows, limit, { view: (row) => row, cursorOf: ({ endedAt, id: call }) => encodeCursor([endedAt.toISOString(), call]) });
}
