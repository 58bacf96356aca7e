import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { readSetting, writeSetting } from '../../src/server/db/settings.ts';
import type { Deps } from '../../src/server/deps.ts';

// Work of the past, written straight into the tables: runs of ten tasks, each task with one attempt, one decision and ten events. One run
// in fifty failed. Ids carry the time of their row, as those of the product do. How far it reaches is stored with it, so that an
// installation that is kept is only given what is missing since.

/** Kept in the installation: the moment that its history reaches, epoch ms. */
const REACHES = 'bench_history_until';
const DAY_MS = 86_400_000;

const TASKS_PER_RUN = 10;
const EVENTS_PER_TASK = 10;
/** Runs per statement. */
const BATCH = 5_000;

/** A UUID v7 of `ms`; `n`, below 2^48, makes it one of a kind. */
const idAt = (ms: string, n: string) =>
  `(SELECT (substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid FROM (SELECT lpad(to_hex((${ms})::bigint), 12, '0') AS h) x)`;

const RUNS = `
CREATE TEMP TABLE seeded ON COMMIT DROP AS
SELECT n, $7::bigint AS salt, ${idAt('ms', '(n + $7::bigint)')} AS id, to_timestamp(ms / 1000) AS at, n % 50 = 0 AS failed, 'workflow-' || (n % $4::int) AS workflow
FROM (SELECT n, ($5::float8 + ($6::float8 - $5::float8) * n / $3::float8)::float8 AS ms FROM generate_series($1::int, $2::int) n) g`;

const WRITES = [
  `INSERT INTO run (id, workflow_id, name, status, execution_mode, priority, max_concurrent_tasks, failure_tolerance, input, context, total, completed, failed, created_by, created_at, started_at, finished_at)
   SELECT id, workflow, 'Run ' || n, CASE WHEN failed THEN 'failed' ELSE 'completed' END, 'adaptive', 2, 10, 0, '{}', '{}', ${TASKS_PER_RUN},
     ${TASKS_PER_RUN} - failed::int, failed::int, 'system:bench', at, at, at + interval '8 seconds' FROM seeded`,
  `CREATE TEMP TABLE seeded_task ON COMMIT DROP AS
   SELECT r.id AS run_id, k, ${idAt('extract(epoch FROM r.at) * 1000 + k', '(r.salt + r.n::bigint * 100 + k)')} AS id, r.at + k * interval '600 ms' AS at, r.failed AND k = ${TASKS_PER_RUN} AS failed,
     fleet.ids[1 + (r.n + k) % cardinality(fleet.ids)] AS agent_id FROM seeded r, generate_series(1, ${TASKS_PER_RUN}) k,
     (SELECT array_agg(id ORDER BY id) AS ids FROM agent WHERE created_by = 'system:bench') fleet`,
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

export interface Amounts {
  tasks: number;
  workflows: number;
  /** The work began and ended then, epoch ms. */
  from: number;
  to: number;
}

interface Listener {
  say(line: string): void;
  /** How far it got, epoch ms. */
  reached?(ms: number): Promise<void>;
}

/** Adds work that agents of the benchmark did; whoever listens is told after every batch. */
export async function seedWork({ db: { pool } }: Deps, { tasks, workflows, from, to }: Amounts, listener: Listener): Promise<void> {
  const runs = Math.ceil(tasks / TASKS_PER_RUN);
  // The same seconds may be written twice, as others: the numbers of a run and of its tasks stay below 2^28.
  const salt = randomInt(2 ** 20) * 2 ** 28;
  for (let first = 1; first <= runs; first += BATCH) {
    const last = Math.min(runs, first + BATCH - 1);
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      // What is written here refers to itself: nobody looks it up ten million times.
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(RUNS, [first, last, runs, workflows, from, to, salt]);
      for (const write of WRITES) await client.query(write);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    listener.say(`${last * TASKS_PER_RUN} tasks`);
    await listener.reached?.(from + ((to - from) * last) / runs);
  }
}

/** Everything in its place as it is some minutes after work: statistics, visibility, summaries of indexes. */
export async function settleTables({ db: { pool } }: Deps): Promise<void> {
  await pool.query('VACUUM ANALYZE run, task, attempt, decision, event');
}

async function seedAgents({ db: { pool } }: Deps, agents: number): Promise<void> {
  await pool.query(
    `INSERT INTO agent (id, name, kind, status, capabilities, max_concurrent_tasks, config, created_by, updated_at)
     SELECT gen_random_uuid(), 'Bench ' || n, 'simulated', 'active', '[]', 8, '{"latency_ms":0}', 'system:bench', now() FROM generate_series(1, ${agents}) n`,
  );
}

/** A day with so many tasks, up to now: all of it in a new installation, in one that was kept what is missing. */
export async function seedDay(deps: Deps, tasks: number, say: (line: string) => void): Promise<void> {
  const now = Date.now();
  const reached = z
    .number()
    .optional()
    .parse(await readSetting(deps.db, REACHES));
  if (reached === undefined) await seedAgents(deps, 50);
  const from = Math.max(reached ?? 0, now - DAY_MS);
  const amounts = { tasks: Math.round((tasks * (now - from)) / DAY_MS), workflows: 40, from, to: now };
  await seedWork(deps, amounts, { say, reached: (ms) => writeSetting(deps.db, REACHES, Math.round(ms)) });
  await settleTables(deps);
}
