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
