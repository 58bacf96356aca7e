import { z } from 'zod';
import type { EventView } from '../core/run/event-view.ts';
import { type EventPlace, findOldestEvent, listEventsBetween } from '../db/read-events.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

// The events of all runs, newest first. Events lie in order of time, roughly, and have no index that is exact: a page is looked for in
// spans of time before the last one, each longer than the one before, and ends after an hour however little was found in it.

export const EVENT_GROUPS = ['run', 'task'] as const;

export const listFleetEventsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(100),
  after: z.string().max(2_000).optional(),
  /** Events whose type begins with it. */
  group: z.enum(EVENT_GROUPS).optional(),
  /** One type: "task.failed". */
  type: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/)
    .max(100)
    .optional(),
  /** Events before this moment; now when left out. */
  before: z.date().optional(),
});
export type ListFleetEvents = z.output<typeof listFleetEventsSchema>;

export interface FleetEventsPage {
  data: (EventView & { runName: string })[];
  nextCursor: string | null;
  /** So far back this page has looked; null: to the beginning. */
  lookedTo: Date | null;
}

/** Milliseconds; an hour in all. */
const SPANS = [2_000, 20_000, 178_000, 1_000_000, 2_400_000] as const;
/** Clocks of processes differ; an event that is a little ahead is not missed. Milliseconds. */
const AHEAD_MS = 60_000;

const placeSchema = z.tuple([z.number().int().min(0).max(8.64e15), z.uuid().nullable(), z.number().int().min(0)]);

/** @throws MalformedError for a foreign cursor */
export async function listFleetEvents(deps: Deps, { limit, after, group, type, before }: ListFleetEvents): Promise<FleetEventsPage> {
  const cursor = decodeCursor(placeSchema, after);
  const start: EventPlace = cursor
    ? { at: new Date(cursor[0]), runId: cursor[1], seq: cursor[2] }
    : { at: before ?? new Date(Date.now() + AHEAD_MS), runId: null, seq: 0 };
  const oldest = await findOldestEvent(deps.db);
  const data: FleetEventsPage['data'] = [];
  let to = start;
  for (const span of [...(cursor || before ? [] : [AHEAD_MS]), ...SPANS]) {
    const from = new Date(to.at.getTime() - span);
    const wanted = limit + 1 - data.length;
    data.push(...(await listEventsBetween(deps.db, { from, to }, { limit: wanted, group: group ?? null, type: type ?? null })));
    if (data.length > limit) {
      const shown = data.slice(0, limit);
      const last = shown.at(-1);
      if (last) return { data: shown, nextCursor: encodeCursor([last.at.getTime(), last.runId, last.seq]), lookedTo: last.at };
    }
    to = { at: from, runId: null, seq: 0 };
    if (oldest === null || from < oldest) return { data, nextCursor: null, lookedTo: null };
  }
  return { data, nextCursor: encodeCursor([to.at.getTime(), null, 0]), lookedTo: to.at };
}
