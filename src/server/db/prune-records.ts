import type { Queryable } from './queryable.ts';

const WORKER_DAYS = 7;
/** Closed breakers and what breakers went through. */
const TRANSITION_DAYS = 30;
/** Failures that are over, with their recoveries; restraints likewise. */
const FAILURE_DAYS = 30;
/** What came of occurrences of schedules; runs that go on longer than this are few. */
const FIRE_DAYS = 90;
/** Rows per statement, so that no lock is held long. */
const BATCH = 5_000;

export async function pruneRecords(pool: Queryable): Promise<void> {
  await pool.query({
    text: `DELETE FROM idempotency_key WHERE (principal, key) IN (SELECT principal, key FROM idempotency_key WHERE expires_at < now() LIMIT $1)`,
    values: [BATCH],
  });
  await pool.query({
    text: `DELETE FROM worker WHERE id IN (SELECT id FROM worker WHERE ended_at < now() - $2 * interval '1 day'
      AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.worker_id = worker.id AND a.ended_at IS NULL) LIMIT $1)`,
    values: [BATCH, WORKER_DAYS],
  });
  await pool.query({
    text: `DELETE FROM breaker_transition WHERE id IN (SELECT id FROM breaker_transition WHERE at < now() - $2 * interval '1 day' LIMIT $1)`,
    values: [BATCH, TRANSITION_DAYS],
  });
  // Closed and untouched for so long: its next outcome makes it anew.
  await pool.query({
    text: `DELETE FROM breaker WHERE resource_id IN (SELECT resource_id FROM breaker WHERE status = 'closed' AND updated_at < now() - $2 * interval '1 day' LIMIT $1)`,
    values: [BATCH, TRANSITION_DAYS],
  });
  await pool.query({
    text: `DELETE FROM failure WHERE id IN (SELECT id FROM failure WHERE seen_at < now() - $2 * interval '1 day' ORDER BY seen_at LIMIT $1)`,
    values: [BATCH, FAILURE_DAYS],
  });
  await pool.query({
    text: `DELETE FROM restraint WHERE COALESCE(lifted_at, ends_at) < now() - $1 * interval '1 day'`,
    values: [FAILURE_DAYS],
  });
  // A delivery can come again for minutes, an event is kept for a day.
  await pool.query({ text: `DELETE FROM webhook_delivery WHERE received_at < now() - interval '1 day'`, values: [] });
  await pool.query({ text: `DELETE FROM alert_delivery WHERE due_at IS NULL AND created_at < now() - interval '30 days'`, values: [] });
  await pool.query({ text: `DELETE FROM signal WHERE received_at < now() - interval '1 day'`, values: [] });
  await pool.query({
    text: `DELETE FROM schedule_fire WHERE id IN (SELECT id FROM schedule_fire WHERE decided_at < now() - $2 * interval '1 day' LIMIT $1)`,
    values: [BATCH, FIRE_DAYS],
  });
  await pool.query({ text: `DELETE FROM process_vitals WHERE at < now() - interval '1 day'`, values: [] });
  // The calls behind a month's number are listed for as long as it lasts, and one more.
  await pool.query({
    text: `DELETE FROM embedding_call WHERE id IN (SELECT id FROM embedding_call WHERE ended_at < now() - interval '62 days' LIMIT $1)`,
    values: [BATCH],
  });
  // What was spent per quarter is kept for a year and a month; what belongs to a run goes with it.
  await pool.query({ text: `DELETE FROM spend WHERE quarter < now() - interval '13 months'`, values: [] });
  await pool.query({
    text: `DELETE FROM run_spend WHERE run_id IN (SELECT s.run_id FROM run_spend s WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = s.run_id) LIMIT $1)`,
    values: [BATCH],
  });
  await pool.query({
    text: 'DELETE FROM budget b WHERE run_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = b.run_id)',
    values: [],
  });
  await pool.query({ text: 'DELETE FROM session WHERE expires_at < now()', values: [] });
}
