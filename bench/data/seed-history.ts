import type { Deps } from '../../src/server/deps.ts';

// Work of the past, a day of it unless something else is asked for, written straight into the tables: runs of ten tasks, each task with one
// attempt, one decision and ten events. One run in fifty failed. Ids carry the time of their row, as those of the product do.

export interface Amounts {
  tasks: number;
  agents: number;
  workflows: number;
  /** The work ends now and began so long ago, seconds. */
  seconds?: number;
}

const DAY_SECONDS = 86_400;

const TASKS_PER_RUN = 10;
const EVENTS_PER_TASK = 10;
/** Runs per statement. */
const BATCH = 5_000;

/** A UUID v7 of `ms`; `n` makes it one of a kind. */
const idAt = (ms: string, n: string) =>
  `(SELECT (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid FROM (SELECT lpad(to_hex((${ms})::bigint), 12, '0') AS h) x)`;

const RUNS = `
CREATE TEMP TABLE seeded ON COMMIT DROP AS
SELECT n, ${idAt('ms', 'n::bigint')} AS id, to_timestamp(ms / 1000) AS at, n % 50 = 0 AS failed, 'workflow-' || (n % $4::int) AS workflow
FROM (SELECT n, (extract(epoch FROM now()) * 1000 - $5::float8 * 1000 * (1 - n / $3::float8))::float8 AS ms FROM generate_series($1::int, $2::int) n) g`;

const WRITES = [
  `INSERT INTO run (id, workflow_id, name, status, execution_mode, priority, max_concurrent_tasks, failure_tolerance, input, context, total, completed, failed, created_by, created_at, started_at, finished_at)
   SELECT id, workflow, 'Run ' || n, CASE WHEN failed THEN 'failed' ELSE 'completed' END, 'adaptive', 2, 10, 0, '{}', '{}', ${TASKS_PER_RUN},
     ${TASKS_PER_RUN} - failed::int, failed::int, 'system:bench', at, at, at + interval '8 seconds' FROM seeded`,
  `CREATE TEMP TABLE seeded_task ON COMMIT DROP AS
   SELECT r.id AS run_id, k, ${idAt('extract(epoch FROM r.at) * 1000 + k', '(r.n::bigint * 100 + k)')} AS id, r.at + k * interval '600 ms' AS at, r.failed AND k = ${TASKS_PER_RUN} AS failed,
     (SELECT id FROM agent ORDER BY id OFFSET (r.n + k) % (SELECT count(*) FROM agent) LIMIT 1) AS agent_id FROM seeded r, generate_series(1, ${TASKS_PER_RUN}) k`,
  `INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, fence, spec, input, ready_at, finished_at)
   SELECT id, run_id, k, 't' || k, 'Task ' || k, 'type-' || k % 5, CASE WHEN failed THEN 'failed' ELSE 'completed' END, 0, 1, '{}', '{}', at, at + interval '500 ms' FROM seeded_task`,
  `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at, started_at, ended_at)
   SELECT id, id, run_id, agent_id, 1, 1, CASE WHEN failed THEN 'failed' ELSE 'completed' END, at + interval '20 ms', at + interval '20 ms', at + interval '500 ms' FROM seeded_task`,
  `INSERT INTO decision (id, task_id, agent_id, score, strategy, record, created_at, routed_ms)
   SELECT id, id, agent_id, 1, 'hybrid_intelligence', json_build_object('v', 2, 'strategy', 'hybrid_intelligence', 'policy', 'p', 'seed', 1, 'winner', agent_id, 'fleet', 1, 'total', 1,
     'columns', '["agent","score","capability"]'::json, 'candidates', json_build_array(json_build_array(agent_id, 1, 1)), 'filtered', '{}'::json, 'sampleCount', 1, 'weights', '[1]'::json),
     at + interval '20 ms', 2 FROM seeded_task`,
  `INSERT INTO event (run_id, seq, task_id, attempt_id, type, at)
   SELECT run_id, (k - 1) * ${EVENTS_PER_TASK} + e, id, id, 'task.progress', at + e * interval '40 ms' FROM seeded_task, generate_series(1, ${EVENTS_PER_TASK}) e`,
];

/** Adds work to an installation, and agents that did it; `say` is told of every batch. */
export async function seedHistory(deps: Deps, amounts: Amounts, say: (line: string) => void): Promise<void> {
  const runs = Math.ceil(amounts.tasks / TASKS_PER_RUN);
  const { seconds = DAY_SECONDS } = amounts;
  await deps.db.pool.query(
    `INSERT INTO agent (id, name, kind, status, capabilities, max_concurrent_tasks, config, created_by, updated_at)
     SELECT gen_random_uuid(), 'Bench ' || n, 'simulated', 'active', '[]', 8, '{"latency_ms":0}', 'system:bench', now() FROM generate_series(1, ${amounts.agents}) n`,
  );
  for (let from = 1; from <= runs; from += BATCH) {
    const to = Math.min(runs, from + BATCH - 1);
    const client = await deps.db.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(RUNS, [from, to, runs, amounts.workflows, seconds]);
      for (const write of WRITES) await client.query(write);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    say(`${to * TASKS_PER_RUN} tasks`);
  }
  await deps.db.pool.query('VACUUM ANALYZE run, task, attempt, decision, event');
}
