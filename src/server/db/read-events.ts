import { type EventFilter, RUN_EVENT_PREFIX, TYPES_OF_KIND } from '../core/run/event-filter.ts';
import type { EventView } from '../core/run/event-view.ts';
import type { Database } from './client.ts';

/** Up to `limit` events of a run after number `after`, in order. Numbers become visible in order, so the last one read is a safe cursor. */
export async function listEvents(db: Database, runId: string, page: { after: number; limit: number }): Promise<EventView[]> {
  const { rows } = await db.pool.query<EventView>({
    name: 'event_list',
    text: `SELECT e.run_id AS "runId", e.seq, e.type, e.at, e.task_id AS "taskId",
        (SELECT t.key FROM task t WHERE t.id = e.task_id) AS "taskKey", e.attempt_id AS "attemptId", e.data
      FROM event e WHERE e.run_id = $1 AND e.seq > $2 ORDER BY e.seq LIMIT $3`,
    values: [runId, page.after, page.limit],
  });
  return rows;
}

/**
 * Up to `limit` of the events numbered above `after` and up to `upTo` that are asked for (core/run/event-filter.ts), in order. No index
 * finds them: all in between are looked at.
 */
export async function findEvents(
  db: Database,
  { runId, kind, task, text }: EventFilter & { runId: string },
  page: { after: number; upTo: number; limit: number },
): Promise<EventView[]> {
  const sought = text?.toLowerCase() ?? null;
  const { rows } = await db.pool.query<EventView>({
    name: 'event_find',
    // A detail is taken apart only where its text holds what is sought, as JSON writes it ($8).
    text: `WITH named AS MATERIALIZED (SELECT a.id::text AS id FROM agent a WHERE $7::text IS NOT NULL AND strpos(lower(a.name), $7) > 0)
      SELECT e.run_id AS "runId", e.seq, e.type, e.at, e.task_id AS "taskId", t.key AS "taskKey", e.attempt_id AS "attemptId", e.data
      FROM event e LEFT JOIN task t ON t.id = e.task_id
      WHERE e.run_id = $1 AND e.seq > $2 AND e.seq <= $3
        AND ($4::text IS NULL OR starts_with(e.type, $4)) AND ($5::text[] IS NULL OR e.type = ANY($5)) AND ($6::text IS NULL OR t.key = $6)
        AND ($7::text IS NULL OR strpos(e.type, $7) > 0 OR strpos(lower(t.key), $7) > 0 OR e.data->>'agent_id' IN (SELECT id FROM named)
          OR (strpos(lower(e.data::text), $8) > 0 AND strpos(lower(concat_ws(E'\\n', e.data->>'check', e.data->>'reason', e.data->>'detail',
            e.data->>'by', e.data->'error'->>'code', e.data->'error'->>'message')), $7) > 0))
      ORDER BY e.seq LIMIT $9`,
    values: [
      runId,
      page.after,
      page.upTo,
      kind === 'run' ? RUN_EVENT_PREFIX : null,
      kind === undefined || kind === 'run' ? null : TYPES_OF_KIND[kind],
      task ?? null,
      sought,
      sought && JSON.stringify(sought).slice(1, -1),
      page.limit,
    ],
  });
  return rows;
}

/** Before this moment; where a run is named, also what lies behind this event at the same moment. */
export interface EventPlace {
  at: Date;
  runId: string | null;
  seq: number;
}

/** Events of all runs in a span, newest first. */
export async function listEventsBetween(
  db: Database,
  { from, to }: { from: Date; to: EventPlace },
  filter: { limit: number; group: string | null; type: string | null },
): Promise<(EventView & { runName: string })[]> {
  const { rows } = await db.pool.query<EventView & { runName: string }>({
    name: 'event_span',
    text: `SELECT e.run_id AS "runId", r.name AS "runName", e.seq, e.type, e.at, e.task_id AS "taskId",
        (SELECT t.key FROM task t WHERE t.id = e.task_id) AS "taskKey", e.attempt_id AS "attemptId", e.data
      FROM (SELECT * FROM event WHERE at >= $1 AND at <= $2 AND (at < $2 OR ($3::uuid IS NOT NULL AND (run_id, seq) < ($3, $4)))
          AND ($5::text IS NULL OR starts_with(type, $5 || '.')) AND ($6::text IS NULL OR type = $6)
        ORDER BY at DESC, run_id DESC, seq DESC LIMIT $7) e
      JOIN run r ON r.id = e.run_id ORDER BY e.at DESC, e.run_id DESC, e.seq DESC`,
    values: [from, to.at, to.runId, to.seq, filter.group, filter.type, filter.limit],
  });
  return rows;
}

/** No event is older than this; null: there are no runs. */
export async function findOldestEvent(db: Database): Promise<Date | null> {
  const { rows } = await db.pool.query<{ at: Date }>({
    name: 'event_oldest',
    text: 'SELECT created_at AS at FROM run ORDER BY created_at LIMIT 1',
    values: [],
  });
  return rows[0]?.at ?? null;
}
