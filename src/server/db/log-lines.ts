import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** A line that an attempt printed. `seq` counts up from 1 per attempt; one process writes it. */
export interface LogLineRow {
  attemptId: string;
  taskId: string;
  seq: number;
  stream: string;
  text: string;
  /** How long ago it was printed; milliseconds. */
  agoMs: number;
}

/** Stores lines. A line that is already there stays as it is. */
export async function insertLogLines(pool: Queryable, lines: LogLineRow[]): Promise<void> {
  await pool.query({
    name: 'insert_log_lines',
    text: `INSERT INTO log_line (attempt_id, seq, task_id, at, stream, text)
      SELECT x.attempt_id, x.seq, x.task_id, clock_timestamp() - x.ago * interval '1 ms', x.stream, x.text
      FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::float8[], $5::text[], $6::text[]) AS x(attempt_id, seq, task_id, ago, stream, text)
      ON CONFLICT DO NOTHING`,
    values: [
      bareArray(lines.map((line) => line.attemptId)),
      bareArray(lines.map((line) => line.seq)),
      bareArray(lines.map((line) => line.taskId)),
      bareArray(lines.map((line) => line.agoMs)),
      lines.map((line) => line.stream),
      lines.map((line) => line.text),
    ],
  });
}

/** The next number for lines of an attempt that is reported from outside. */
export async function nextLogSeq(pool: Queryable, attemptId: string): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>({
    name: 'next_log_seq',
    text: 'SELECT COALESCE(max(seq), 0) + 1 AS seq FROM log_line WHERE attempt_id = $1',
    values: [attemptId],
  });
  return rows[0]?.seq ?? 1;
}
