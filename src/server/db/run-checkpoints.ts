import type { CheckpointView } from '../core/run/checkpoint.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import type { Queryable } from './queryable.ts';

/** The ends of the tasks of a run's definition. */
const ENDS = `event e JOIN task t ON t.id = e.task_id AND t.parent_id IS NULL AND t.key <> '${ROLLBACK_KEY}'
  WHERE e.run_id = $1 AND e.type IN ('task.completed', 'task.failed', 'task.skipped', 'task.cancelled')`;

/** How often a run has a checkpoint, as far as its definition says, and how many tasks that has; null: there is no such run. */
export async function findCheckpointRule(pool: Queryable, runId: string): Promise<{ asked: number | null; total: number } | null> {
  const { rows } = await pool.query<{ asked: number | null; total: number }>({
    name: 'run_checkpoint_rule',
    text: `SELECT (COALESCE(r.definition, v.definition) ->> 'checkpoint_every')::int AS asked, r.total - r.items AS total
      FROM run r LEFT JOIN workflow_version v ON v.id = r.workflow_version_id WHERE r.id = $1`,
    values: [runId],
  });
  return rows[0] ?? null;
}

/**
 * Where every so many tasks of the definition were over, newest first. Results that the run took over count as over, and make no checkpoint;
 * nor does the end, after which nothing is left to do.
 */
export async function listCheckpoints(
  pool: Queryable,
  { runId, every, total, limit }: { runId: string; every: number; total: number; limit: number },
): Promise<CheckpointView[]> {
  const { rows } = await pool.query<CheckpointView>({
    name: 'run_checkpoints',
    text: `SELECT seq, at, over, completed, failed, skipped FROM (
        SELECT e.seq, e.at, e.data ->> 'reused_from' IS NULL AS own, (count(*) OVER w)::int AS over,
          (count(*) FILTER (WHERE e.type = 'task.completed') OVER w)::int AS completed,
          (count(*) FILTER (WHERE e.type = 'task.failed') OVER w)::int AS failed,
          (count(*) FILTER (WHERE e.type = 'task.skipped') OVER w)::int AS skipped
        FROM ${ENDS} WINDOW w AS (ORDER BY e.seq)
      ) x WHERE own AND over % $2 = 0 AND over < $3 ORDER BY seq DESC LIMIT $4`,
    values: [runId, every, total, limit],
  });
  return rows;
}

/** The tasks of the definition, by key, that were over after event `seq`. */
export async function readOverAt(pool: Queryable, runId: string, seq: number): Promise<Set<string>> {
  const { rows } = await pool.query<{ key: string }>({
    text: `SELECT t.key FROM ${ENDS} AND e.seq <= $2`,
    values: [runId, seq],
  });
  return new Set(rows.map(({ key }) => key));
}
