import type { JsonValue } from '../core/json.ts';
import type { WaitCount } from '../core/metrics/run-analysis.ts';
import type { TaskRow } from '../core/task/task-view.ts';
import type { Queryable } from './queryable.ts';
import { TASK_SUMMARY } from './read-tasks.ts';

export interface ResultTaskRow extends TaskRow {
  output: JsonValue;
  /** Whether no other task depends on it. */
  isSink: boolean;
}

/** Every task of a run with its output, in the order of the definition. */
export async function listResultTasks(db: Queryable, runId: string): Promise<ResultTaskRow[]> {
  const { rows } = await db.query<ResultTaskRow>({
    name: 'result_tasks',
    text: `SELECT ${TASK_SUMMARY}, t.output, NOT EXISTS (SELECT 1 FROM task_dependency d WHERE d.dep_id = t.id AND d."when" <> 'turn') AS "isSink"
      FROM task t WHERE t.run_id = $1 ORDER BY t.idx`,
    values: [runId],
  });
  return rows;
}

/** The gates that tasks of a run waited at, most tasks first; read from its events, so gates that opened since count too. */
export async function countWaits(db: Queryable, runId: string): Promise<WaitCount[]> {
  const { rows } = await db.query<WaitCount>({
    name: 'result_waits',
    text: `SELECT data->>'reason' AS reason, coalesce(min(data->>'detail'), '') AS detail, count(DISTINCT task_id)::int AS tasks
      FROM event WHERE run_id = $1 AND type = 'task.waiting' GROUP BY 1 ORDER BY 3 DESC, 1`,
    values: [runId],
  });
  return rows;
}
