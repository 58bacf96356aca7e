import { z } from 'zod';
import type { InjectionView } from '../core/chaos/injection.ts';
import { cutPage, type Page } from '../core/page.ts';
import { listInjectionRows } from '../db/chaos-injections.ts';
import type { Deps } from '../deps.ts';
import { nameInjections } from './name-injections.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.uuid()]);

/** Faults that were put into agents, newest first. @throws MalformedError for a foreign cursor */
export async function listInjections(
  deps: Pick<Deps, 'db'>,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<Page<InjectionView>> {
  const before = decodeCursor(place, after)?.[0] ?? null;
  const rows = await nameInjections(deps, await listInjectionRows(deps.db.pool, { limit: limit + 1, before }));
  return cutPage(rows, limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.id]) });
}
