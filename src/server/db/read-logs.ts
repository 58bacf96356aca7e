import type { LogLineView } from '../core/run/event-view.ts';
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
