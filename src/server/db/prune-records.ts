import type { Queryable } from './queryable.ts';

/** Rows per statement, so that no lock is held long. */
const BATCH = 5_000;
/** Statements per table and look: more than is written between two of them, also where everything is done at once. */
const MOST_BATCHES = 100;

interface Outlived {
  table: string;
  /** What tells its rows apart. */
  key: string;
  where: string;
}

const days = (count: number) => `now() - interval '${count} days'`;

const OUTLIVED: readonly Outlived[] = [
  { table: 'idempotency_key', key: 'principal, key', where: 'expires_at < now()' },
  {
    table: 'worker',
    key: 'id',
    where: `ended_at < ${days(7)} AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.worker_id = worker.id AND a.ended_at IS NULL)`,
  },
  { table: 'breaker_transition', key: 'id', where: `at < ${days(30)}` },
  // Closed and untouched for so long: its next outcome makes it anew.
  { table: 'breaker', key: 'resource_id', where: `status = 'closed' AND updated_at < ${days(30)}` },
  // Failures that are over, with their recoveries; restraints likewise.
  { table: 'failure', key: 'id', where: `seen_at < ${days(30)}` },
  { table: 'restraint', key: 'id', where: `COALESCE(lifted_at, ends_at) < ${days(30)}` },
  // A delivery can come again for minutes, an event is kept for a day.
  { table: 'webhook_delivery', key: 'webhook_id, message_id', where: `received_at < ${days(1)}` },
  { table: 'alert_delivery', key: 'id', where: `due_at IS NULL AND created_at < ${days(30)}` },
  { table: 'signal', key: 'id', where: `received_at < ${days(1)}` },
  // What came of occurrences of schedules; runs that go on longer than this are few.
  { table: 'schedule_fire', key: 'id', where: `decided_at < ${days(90)}` },
  { table: 'process_vitals', key: 'id', where: `at < ${days(1)}` },
  // The calls behind a month's number are listed for as long as it lasts, and one more.
  { table: 'embedding_call', key: 'id', where: `ended_at < ${days(62)}` },
  // What was spent per quarter is kept for a year and a month; what belongs to a run goes with it.
  { table: 'spend', key: 'quarter, agent_id, workflow_id', where: `quarter < now() - interval '13 months'` },
  { table: 'run_spend', key: 'run_id', where: 'NOT EXISTS (SELECT 1 FROM run r WHERE r.id = run_spend.run_id)' },
  { table: 'budget', key: 'id', where: 'run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = budget.run_id)' },
  { table: 'session', key: 'id', where: 'expires_at < now()' },
];

async function pruneTable(pool: Queryable, { table, key, where }: Outlived): Promise<void> {
  const text = `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${BATCH})`;
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const { rowCount } = await pool.query({ text, values: [] });
    if ((rowCount ?? 0) < BATCH) return;
  }
}

/** Removes what has served. */
export async function pruneRecords(pool: Queryable): Promise<void> {
  for (const outlived of OUTLIVED) await pruneTable(pool, outlived);
}
