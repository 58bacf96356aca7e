import type pg from 'pg';

// A figure counts only when the records behind it are right. One statement per promise; each names what it found wrong.

const CHECKS: Record<string, string> = {
  'runs that did not complete': `SELECT count(*)::int AS n FROM run WHERE id = ANY($1::uuid[]) AND status <> 'completed'`,
  'tasks that did not complete': `SELECT count(*)::int AS n FROM task WHERE run_id = ANY($1::uuid[]) AND status <> 'completed'`,
  'tasks without exactly one completed attempt of the highest fence': `SELECT count(*)::int AS n FROM (
    SELECT t.id FROM task t LEFT JOIN attempt a ON a.task_id = t.id WHERE t.run_id = ANY($1::uuid[]) AND t.spec->'map' IS NULL GROUP BY t.id, t.fence
    HAVING count(*) FILTER (WHERE a.status = 'completed') <> 1 OR max(a.fence) FILTER (WHERE a.status = 'completed') IS DISTINCT FROM t.fence) x`,
  'attempts without a decision': `SELECT count(*)::int AS n FROM task t JOIN attempt a ON a.task_id = t.id LEFT JOIN decision d ON d.id = a.id
    WHERE t.run_id = ANY($1::uuid[]) AND d.id IS NULL`,
  'attempts still live': `SELECT count(*)::int AS n FROM attempt WHERE ended_at IS NULL`,
  'runs with gaps in their event numbers': `SELECT count(*)::int AS n FROM run r,
    LATERAL (SELECT count(*) AS c, min(seq) AS first, max(seq) AS last FROM event e WHERE e.run_id = r.id) x
    WHERE r.id = ANY($1::uuid[]) AND (x.first <> 1 OR x.last <> x.c OR r.seq <> x.last)`,
  'tasks assigned before a dependency completed': `SELECT count(*)::int AS n FROM task_dependency d
    JOIN event own ON own.task_id = d.task_id AND own.run_id = ANY($1::uuid[]) AND own.type = 'task.assigned'
    JOIN event their ON their.task_id = d.dep_id AND their.run_id = ANY($1::uuid[]) AND their.type = 'task.completed'
    WHERE own.seq < their.seq`,
};

/** @throws Error that names every broken promise */
export async function checkRecords(pool: pg.Pool, runIds: readonly string[]): Promise<void> {
  const faults: string[] = [];
  const client = await pool.connect();
  try {
    // The tables are young: without statistics the planner would walk events once per task.
    await client.query('SET enable_nestloop = off');
    for (const [fault, text] of Object.entries(CHECKS)) {
      const { rows } = await client.query<{ n: number }>({ text, values: text.includes('$1') ? [runIds] : [] });
      const n = rows[0]?.n ?? 0;
      if (n > 0) faults.push(`${n} ${fault}`);
    }
    await client.query('RESET enable_nestloop');
  } finally {
    client.release();
  }
  if (faults.length > 0) throw new Error(`the records are wrong: ${faults.join('; ')}`);
}
