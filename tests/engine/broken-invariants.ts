import type pg from 'pg';

// The invariants of docs/spec.md (I1 to I8) as questions to the tables. Every question answers with what breaks the rule: no row, no fault.

const QUESTIONS: Record<string, string> = {
  // A task that may go on stands in the queue, at a gate, before a timer, with a live attempt, or with what it waits for; an open run has such a task.
  'I1 a task without a way on': `
    SELECT t.id, t.key, t.status FROM task t JOIN run r ON r.id = t.run_id
    WHERE r.status IN ('running', 'paused') AND CASE t.status
      WHEN 'pending' THEN t.pending <> (SELECT count(*) FROM task_dependency d JOIN task p ON p.id = d.dep_id
                                        WHERE d.task_id = t.id AND p.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')) OR t.pending = 0
      WHEN 'ready' THEN (t.queue_rank IS NOT NULL)::int + (t.park_key IS NOT NULL)::int + (t.available_at IS NOT NULL)::int <> 1
      WHEN 'assigned' THEN NOT EXISTS (SELECT 1 FROM attempt a WHERE a.task_id = t.id AND a.fence = t.fence AND a.ended_at IS NULL)
      WHEN 'running' THEN NOT EXISTS (SELECT 1 FROM attempt a WHERE a.task_id = t.id AND a.fence = t.fence AND a.ended_at IS NULL)
      WHEN 'waiting' THEN NOT CASE t.wait_reason
        WHEN 'timer' THEN t.available_at IS NOT NULL
        WHEN 'approval' THEN EXISTS (SELECT 1 FROM approval p WHERE p.task_id = t.id AND p.status = 'open')
        WHEN 'event' THEN EXISTS (SELECT 1 FROM event_wait w WHERE w.task_id = t.id)
        WHEN 'sub_workflow' THEN EXISTS (SELECT 1 FROM sub_run s WHERE s.task_id = t.id AND s.closed_at IS NULL)
        ELSE EXISTS (SELECT 1 FROM review v JOIN attempt a ON a.id = v.attempt_id
                     WHERE v.task_id = t.id AND v.verdict IS NULL AND a.fence = t.fence AND a.ended_at IS NOT NULL) END
      ELSE false END`,
  'I1 a task without its run': 'SELECT t.id, t.key, t.run_id FROM task t WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = t.run_id)',
  'I1 an open run whose tasks are all over, or an ended one with an open task': `
    SELECT r.id, r.status FROM run r WHERE (r.status IN ('running', 'paused')) <> EXISTS (
      SELECT 1 FROM task t WHERE t.run_id = r.id AND t.status NOT IN ('completed', 'failed', 'cancelled', 'skipped'))`,
  'I1 a run whose counts are not those of its tasks': `
    SELECT r.id, r.completed, r.failed, r.skipped, r.cancelled, c.* FROM run r, LATERAL (
      SELECT count(*) AS tasks, count(*) FILTER (WHERE status = 'completed') AS completed, count(*) FILTER (WHERE status = 'failed') AS failed,
             count(*) FILTER (WHERE status = 'skipped') AS skipped, count(*) FILTER (WHERE status = 'cancelled') AS cancelled
      FROM task t WHERE t.run_id = r.id) c
    WHERE (r.total, r.completed, r.failed, r.skipped, r.cancelled) <> (c.tasks, c.completed, c.failed, c.skipped, c.cancelled)`,
  'I2 a completed task without exactly one completed attempt, or another with one': `
    SELECT t.id, t.key, t.status, c.n FROM task t, LATERAL (SELECT count(*) AS n FROM attempt a WHERE a.task_id = t.id AND a.status = 'completed') c
    WHERE t.fence > 0 AND c.n <> (t.status IN ('completed', 'waiting'))::int
      AND NOT (t.status = 'cancelled' AND EXISTS (SELECT 1 FROM review v WHERE v.task_id = t.id AND v.verdict IS DISTINCT FROM 'accept'))`,
  'I3 a result whose fence is not the highest': `
    SELECT t.id, t.key FROM task t JOIN attempt a ON a.task_id = t.id AND a.status = 'completed'
    WHERE a.fence <> t.fence OR a.fence <> (SELECT max(fence) FROM attempt b WHERE b.task_id = t.id)`,
  'I4 a task assigned before a dependency was over, or against its outcome': `
    SELECT t.id, t.key, p.key AS dependency FROM event e JOIN task t ON t.id = e.task_id JOIN task_dependency d ON d.task_id = t.id JOIN task p ON p.id = d.dep_id
    WHERE e.type = 'task.assigned' AND (
      NOT EXISTS (SELECT 1 FROM event f WHERE f.run_id = e.run_id AND f.task_id = p.id AND f.seq < e.seq
                  AND f.type IN ('task.completed', 'task.failed', 'task.cancelled', 'task.skipped'))
      OR NOT (d.soft OR d."when" = 'always' OR d."when" = p.status))`,
  'I6 an agent beyond its limit': load('agent_id', 'agent', 'max_concurrent_tasks'),
  'I6 a run beyond its limit': load('run_id', 'run', 'max_concurrent_tasks'),
  'I7 a live attempt of a task that is over': `
    SELECT a.id, t.status FROM attempt a JOIN task t ON t.id = a.task_id
    WHERE a.ended_at IS NULL AND NOT a.cancel_requested AND (t.status NOT IN ('assigned', 'running') OR (t.fence <> a.fence AND a.fence IS DISTINCT FROM t.hedge_fence))`,
  'HE more than two live attempts of a task, or a second one of a task that has none': `
    SELECT a.task_id, count(*) FROM attempt a JOIN task t ON t.id = a.task_id WHERE a.ended_at IS NULL AND NOT a.cancel_requested
    GROUP BY a.task_id, t.hedge_fence HAVING count(*) > CASE WHEN t.hedge_fence IS NULL THEN 1 ELSE 2 END`,
  'HE a task that was hedged more than once': `
    SELECT task_id, count(*) FROM attempt WHERE hedge_of IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  'I8 event numbers with gaps, or beyond the run': `
    SELECT r.id, r.seq, x.* FROM run r LEFT JOIN (SELECT run_id, min(seq) AS first, max(seq) AS last, count(*) AS n FROM event GROUP BY 1) x ON x.run_id = r.id
    WHERE r.seq <> x.last OR x.first <> 1 OR x.n <> x.last OR x.n IS NULL`,
  'I8 more than one end of a task or run': `
    SELECT run_id, task_id, count(*) FROM event
    WHERE type IN ('task.completed', 'task.failed', 'task.cancelled', 'task.skipped', 'run.completed', 'run.failed', 'run.cancelled')
    GROUP BY 1, 2 HAVING count(*) > 1`,
};

/** Attempts that overlap in time, one more or less at a time; at the same millisecond ends count before starts. */
function load(column: string, table: string, limit: string): string {
  return `
    SELECT l.id, max(l.n) AS most, x.${limit} AS allowed FROM (
      SELECT id, sum(d) OVER (PARTITION BY id ORDER BY at, d ROWS UNBOUNDED PRECEDING) AS n FROM (
        SELECT ${column} AS id, created_at AS at, 1 AS d FROM attempt
        UNION ALL SELECT ${column}, ended_at, -1 FROM attempt WHERE ended_at IS NOT NULL) edge) l
    JOIN ${table} x ON x.id = l.id GROUP BY l.id, x.${limit} HAVING max(l.n) > x.${limit}`;
}

/**
 * What breaks a rule, by rule; nothing when all hold.
 * @param effects one name per attempt as the agents saw it, one per call
 */
export async function findBrokenInvariants(pool: Pick<pg.ClientBase, 'query'>, effects: string[] = []): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [rule, question] of Object.entries(QUESTIONS)) {
    const { rows } = await pool.query(question);
    if (rows.length > 0) broken[rule] = rows.slice(0, 5);
  }
  const seen = new Set<string>();
  const twice = effects.filter((id) => seen.size === seen.add(id).size);
  if (twice.length > 0) broken['I5 an attempt whose side effect happened twice'] = twice.slice(0, 5);
  return broken;
}
