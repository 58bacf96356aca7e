import type { LogLineView, RunLogLine } from '../core/run/event-view.ts';
import type { Database } from './client.ts';

/** A line's place in a task's log: attempt by attempt, in the order printed. Before everything: {fence: 0, seq: -1}. */
export interface LogPlace {
  fence: number;
  seq: number;
}

/** Up to `limit` lines of a task after a place. Read attempt by attempt through the primary key, whatever the size of the log. */
export async function listLogLines(db: Database, taskId: string, page: { after: LogPlace; limit: number }): Promise<LogLineView[]> {
  const { rows } = await db.pool.query<LogLineView>({
    name: 'log_list',
    text: `SELECT a.id AS "attemptId", a.fence, l.seq, l.at, l.stream, l.text
      FROM (SELECT id, number AS fence FROM attempt WHERE task_id = $1 AND number >= $2 ORDER BY number) a
      CROSS JOIN LATERAL (SELECT seq, at, stream, text FROM log_line
        WHERE attempt_id = a.id AND (a.fence > $2 OR seq > $3) ORDER BY seq LIMIT $4) l
      ORDER BY a.fence, l.seq LIMIT $4`,
    values: [taskId, page.after.fence, page.after.seq, page.limit],
  });
  return rows;
}

/** A line's place in a run's log: task by task as the definition has them, then as in the task's own log. */
export interface RunLogPlace extends LogPlace {
  idx: number;
  taskId: string;
}

/** Up to `limit` lines of a run after a place; null: from the beginning. Walks from task to attempt to line through their keys. */
export async function listRunLogLines(
  db: Database,
  runId: string,
  page: { after: RunLogPlace | null; limit: number },
): Promise<(RunLogLine & RunLogPlace)[]> {
  const { after, limit } = page;
  const { rows } = await db.pool.query<RunLogLine & RunLogPlace>({
    name: 'run_log_list',
    text: `SELECT t.idx, t.id AS "taskId", t.key AS "taskKey", t.name AS "taskName", a.id AS "attemptId", a.fence, l.seq, l.at, l.stream, l.text
      FROM (SELECT id, idx, key, name FROM task WHERE run_id = $1 AND ($2::int IS NULL OR (idx, id) >= ($2, $3::uuid)) ORDER BY idx, id) t
      CROSS JOIN LATERAL (SELECT id, number AS fence FROM attempt WHERE task_id = t.id AND (t.id IS DISTINCT FROM $3 OR number >= $4) ORDER BY number) a
      CROSS JOIN LATERAL (SELECT seq, at, stream, text FROM log_line
        WHERE attempt_id = a.id AND (t.id IS DISTINCT FROM $3 OR a.fence > $4 OR seq > $5) ORDER BY seq LIMIT $6) l
      ORDER BY t.idx, t.id, a.fence, l.seq LIMIT $6`,
    values: [runId, after?.idx ?? null, after?.taskId ?? null, after?.fence ?? 0, after?.seq ?? -1, limit],
  });
  return rows;
}
