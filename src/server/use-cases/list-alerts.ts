import { z } from 'zod';
import type { AlertView } from '../core/alert/alert.ts';
import { cutPage, type Page } from '../core/page.ts';
import { listAlertRows } from '../db/alerts.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export interface ListAlerts {
  limit: number;
  after?: string | undefined;
  /** Only open ones, or only closed ones; absent: both. */
  open?: boolean | undefined;
}

const place = z.tuple([z.uuid()]);

/** Alerts, newest first. @throws MalformedError for a foreign cursor */
export async function listAlerts(deps: Pick<Deps, 'db'>, { limit, after, open }: ListAlerts): Promise<Page<AlertView>> {
  const before = decodeCursor(place, after)?.[0] ?? null;
  const rows = await listAlertRows(deps.db, { limit: limit + 1, before, open: open ?? null });
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ acknowledgedBy }) => acknowledgedBy ?? []),
  );
  return cutPage(rows, limit, {
    view: (row) => ({ ...row, acknowledgedByName: row.acknowledgedBy && nameOf(row.acknowledgedBy) }),
    cursorOf: (row) => encodeCursor([row.id]),
  });
}
