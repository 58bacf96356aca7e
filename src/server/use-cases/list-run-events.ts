import { z } from 'zod';
import { NotFoundError } from '../core/errors.ts';
import { asksForAll, eventFilterSchema } from '../core/run/event-filter.ts';
import type { EventView } from '../core/run/event-view.ts';
import { findEvents, listEvents } from '../db/read-events.ts';
import { findRunStatus } from '../db/read-runs.ts';
import type { Deps } from '../deps.ts';

/** Events that a page of a filtered list looks at, at most: a tenth of a second. */
const LOOKS = 20_000;

export const listRunEventsSchema = z.strictObject({
  runId: z.uuid(),
  /** Number of the last event already known, or looked at. */
  after: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
  filter: eventFilterSchema.default({}),
});
export type ListRunEvents = z.output<typeof listRunEventsSchema>;

export interface RunEventPage {
  data: EventView[];
  /** Number of the last event looked at: of those up to it, none is missing. */
  lookedTo: number;
  /** The same while there are more; null when it was the last. */
  nextAfter: number | null;
}

/**
 * Events of a run in order, and the number to go on from. A page of a filtered list looks at so many events, whatever it finds: it may
 * hold fewer than asked for, or none, and yet go on.
 * @throws NotFoundError
 */
export async function listRunEvents(deps: Deps, input: ListRunEvents, looks = LOOKS): Promise<RunEventPage> {
  const { runId, after, limit, filter } = input;
  // Its number of events first: all up to there can be seen.
  const run = await findRunStatus(deps.db, runId);
  if (run === null) throw new NotFoundError(`no run ${runId}`);
  const upTo = Math.min(after + looks, run.seq);
  const rows = asksForAll(filter)
    ? await listEvents(deps.db, runId, { after, limit: limit + 1 })
    : await findEvents(deps.db, { runId, ...filter }, { after, upTo, limit: limit + 1 });
  const data = rows.slice(0, limit);
  const last = data.at(-1)?.seq ?? after;
  if (rows.length > limit) return { data, lookedTo: last, nextAfter: last };
  if (asksForAll(filter)) return { data, lookedTo: last, nextAfter: null };
  return { data, lookedTo: Math.max(upTo, after), nextAfter: upTo < run.seq ? upTo : null };
}
