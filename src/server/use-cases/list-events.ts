import { z } from 'zod';
import { KEEP_SIGNAL_MS } from '../core/control/match-signals.ts';
import { cutPage, type Page } from '../core/page.ts';
import { eventNameSchema } from '../core/workflow/control-task.ts';
import { listSignalRows, type SignalView } from '../db/signals.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listEventsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  name: eventNameSchema.optional(),
});

const place = z.tuple([z.uuid()]);

export interface EventFromOutside extends SignalView {
  sourceName: string;
}

/** Events from outside of the last day, newest first. @throws MalformedError for a foreign cursor */
export async function listEvents(deps: Deps, { limit, after, name }: z.output<typeof listEventsSchema>): Promise<Page<EventFromOutside>> {
  const before = decodeCursor(place, after)?.[0] ?? null;
  const rows = await listSignalRows(deps.db.pool, { limit: limit + 1, before, name: name ?? null, keepMs: KEEP_SIGNAL_MS });
  const nameOf = await nameActors(
    deps,
    rows.map(({ source }) => source),
  );
  return cutPage(rows, limit, { view: (row) => ({ ...row, sourceName: nameOf(row.source) }), cursorOf: (row) => encodeCursor([row.id]) });
}
