import { randomUUID } from 'node:crypto';
import { createDatabase } from '../../src/server/db/client.ts';

// A long run, written straight into the tables: one map over 20,000 items, each with one attempt and five events. They follow one another
// at 20 ms, but for a night in the middle in which nobody works.

const ITEMS = 20_000;
const EVENTS = ['task.pending', 'task.ready', 'task.assigned', 'task.started', 'task.completed'] as const;
export const LONG_RUN_EVENTS = ITEMS * EVENTS.length;

const STEP_MS = 20;
const NIGHT_MS = 8 * 3_600_000;
const END_MS = ITEMS * STEP_MS + NIGHT_MS + 1_000;

const DEFINITION = JSON.stringify({
  workflow_id: 'long',
  name: 'Long run',
  tasks: [{ task_id: 'map', task_type: 'bench', map: { over: [] } }],
});

/** Epoch of the run's begin: its end lies a little before now. */
const begin = `now() - interval '${END_MS + 60_000} ms'`;
const span = (ms: string) => `(${ms}) * interval '1 ms'`;

/** @param ids UUIDs made here: they stand in the statements as they are */
const writesOf = ({ run, agent, map }: Record<'run' | 'agent' | 'map', string>): string[] => [
  `INSERT INTO agent (id, name, kind, status, capabilities, max_concurrent_tasks, config, created_by, updated_at)
   VALUES ('${agent}', 'Long-run agent', 'simulated', 'inactive', '[]', 8, '{"latency_ms":0}', 'system:bench', now())`,
  `INSERT INTO run (id, workflow_id, name, status, execution_mode, priority, max_concurrent_tasks, failure_tolerance, definition, input, context, total, completed, items, seq, created_by, created_at, started_at, finished_at)
   VALUES ('${run}', 'long', 'Long run', 'completed', 'adaptive', 2, 10, 0, '${DEFINITION}', '{}', '{}', ${ITEMS + 1}, ${ITEMS + 1}, ${ITEMS}, ${LONG_RUN_EVENTS}, 'system:bench', ${begin}, ${begin}, ${begin} + ${span(String(END_MS))})`,
  `INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, fence, spec, input, ready_at, finished_at)
   VALUES ('${map}', '${run}', 0, 'map', 'Map', 'bench', 'completed', 0, 1, '{}', '{}', ${begin}, ${begin} + ${span(String(END_MS))})`,
  `CREATE TEMP TABLE long_call ON COMMIT DROP AS
   SELECT k, gen_random_uuid() AS id, ${begin} + ${span(`k * ${STEP_MS} + CASE WHEN k >= ${ITEMS / 2} THEN ${NIGHT_MS} ELSE 0 END`)} AS at
   FROM generate_series(1, ${ITEMS}) k`,
  `INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, fence, spec, input, ready_at, finished_at, parent_id, item)
   SELECT id, '${run}', k, 'map[' || (k - 1) || ']', 'Item ' || k, 'bench', 'completed', 0, 1, '{}', '{}', at, at + interval '500 ms', '${map}', k - 1 FROM long_call`,
  `INSERT INTO task_dependency (task_id, dep_id, "when", soft) SELECT '${map}', id, 'item', true FROM long_call`,
  `INSERT INTO attempt (id, task_id, run_id, agent_id, number, fence, status, created_at, started_at, ended_at)
   SELECT id, id, '${run}', '${agent}', 1, 1, 'completed', at + interval '10 ms', at + interval '20 ms', at + interval '500 ms' FROM long_call`,
  `INSERT INTO event (run_id, seq, task_id, type, at)
   SELECT '${run}', (k - 1) * ${EVENTS.length} + e, id, (ARRAY[${EVENTS.map((type) => `'${type}'`).join(', ')}])[e], at + e * interval '4 ms'
   FROM long_call, generate_series(1, ${EVENTS.length}) e`,
];

/** @returns the run's id */
export async function seedLongRun(databaseUrl: string): Promise<string> {
  const db = createDatabase(databaseUrl, { poolSize: 1, hotSize: 1, onError: (error) => process.stderr.write(`${error.message}\n`) });
  const ids = { run: randomUUID(), agent: randomUUID(), map: randomUUID() };
  const client = await db.pool.connect();
  try {
    await client.query('BEGIN');
    for (const write of writesOf(ids)) await client.query(write);
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE run, task, task_dependency, attempt, event');
  } finally {
    client.release();
    await db.close();
  }
  return ids.run;
}
