import type { BulkAct, BulkFilter, BulkRetryView } from '../core/run/bulk-retry.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import { runConditions } from './read-runs.ts';

// A bulk retry, or cancel, is a list of runs that is fixed when it begins, and is worked off in batches. A batch is one transaction: its new runs, its
// items and the counts change together, so that a process that dies in it leaves nothing begun twice.

/** The runs a filter means, as a statement: only ended ones can be retried, and only those that go on cancelled. */
function matching({ act, filter }: { act: BulkAct; filter: BulkFilter }, param: (value: unknown) => string): string {
  const { createdFrom, createdTo, retriedToo, ...rest } = filter;
  const dates = { createdFrom: createdFrom && new Date(createdFrom), createdTo: createdTo && new Date(createdTo) };
  const where = [...runConditions({ ...rest, ...pickDates(dates) }, param), `r.finished_at IS ${act === 'retry' ? 'NOT NULL' : 'NULL'}`];
  if (act === 'retry' && !retriedToo) where.push(`NOT EXISTS (SELECT 1 FROM run x WHERE x.parent_run_id = r.id AND x.lineage = 'retry')`);
  return `FROM run r WHERE ${where.join(' AND ')}`;
}

const pickDates = (dates: { createdFrom?: Date | undefined | ''; createdTo?: Date | undefined | '' }) => ({
  ...(dates.createdFrom ? { createdFrom: dates.createdFrom } : {}),
  ...(dates.createdTo ? { createdTo: dates.createdTo } : {}),
});

/** How many runs a filter means. */
export async function countBulkRuns(pool: Queryable, of: { act: BulkAct; filter: BulkFilter }): Promise<number> {
  const values: unknown[] = [];
  const from = matching(of, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<{ n: number }>({ text: `SELECT count(*)::int AS n ${from}`, values });
  return rows[0]?.n ?? 0;
}

/** Writes a bulk retry down with its runs, oldest first, at most `most`; answers how many they are. One of none is complete at once. */
export async function insertBulkRetry(
  pool: Queryable,
  bulk: { id: string; act: BulkAct; reason: string | null; filter: BulkFilter; newest: boolean; createdBy: string; most: number },
): Promise<number> {
  const { id, filter, newest, createdBy, most, act, reason } = bulk;
  const values: unknown[] = [id, JSON.stringify(filter), newest, createdBy, most, act, reason];
  const from = matching(bulk, (value) => `$${values.push(value)}`);
  const { rows } = await pool.query<{ total: number }>({
    text: `WITH chosen AS MATERIALIZED (SELECT r.id ${from} ORDER BY r.created_at, r.id LIMIT $5
      ), b AS (
        INSERT INTO bulk_retry (id, act, reason, filter, newest, status, total, created_by, created_at, finished_at)
        SELECT $1::uuid, $6, $7, $2::json, $3::boolean, CASE WHEN count(*) = 0 THEN 'completed' ELSE 'running' END, count(*)::int, $4, clock_timestamp(),
          CASE WHEN count(*) = 0 THEN clock_timestamp() END FROM chosen RETURNING total
      ), i AS (
        INSERT INTO bulk_retry_item (bulk_id, run_id) SELECT $1::uuid, id FROM chosen
      ) SELECT total FROM b`,
    values,
  });
  return rows[0]?.total ?? 0;
}

export interface OpenBulkRetry {
  id: string;
  act: BulkAct;
  reason: string | null;
  newest: boolean;
  createdBy: string;
}

/** The oldest open one of these acts that nobody works on, locked until the transaction ends; null when there is none. */
export async function lockOpenBulkRetry(client: Queryable, acts: readonly BulkAct[]): Promise<OpenBulkRetry | null> {
  const { rows } = await client.query<OpenBulkRetry>({
    text: `SELECT id, act, reason, newest, created_by AS "createdBy" FROM bulk_retry
      WHERE finished_at IS NULL AND act = ANY($1::text[]) ORDER BY created_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
    values: [acts],
  });
  return rows[0] ?? null;
}

/** The next runs of a bulk retry: as many as fit into the limits, and one at least while there is one. */
export async function nextBulkRuns(client: Queryable, id: string, limit: { runs: number; tasks: number }): Promise<string[]> {
  const { rows } = await client.query<{ runId: string }>({
    text: `SELECT run_id AS "runId" FROM (
        SELECT i.run_id, row_number() OVER w AS place, sum(r.total) OVER w AS tasks
        FROM (SELECT run_id FROM bulk_retry_item WHERE bulk_id = $1 AND done_at IS NULL ORDER BY run_id LIMIT $2) i JOIN run r ON r.id = i.run_id
        WINDOW w AS (ORDER BY i.run_id)
      ) x WHERE tasks <= $3 OR place = 1 ORDER BY run_id`,
    values: [id, limit.runs, limit.tasks],
  });
  return rows.map(({ runId }) => runId);
}

/** What came of one run of a bulk retry. */
export interface BulkOutcome {
  runId: string;
  /** The run that was begun; of a cancelled one itself. Null: it could not be done. */
  newRunId: string | null;
  fault: string | null;
}

/** Notes what came of a batch, and ends the bulk retry with its last run. Runs that are gone meanwhile count as refused. */
export async function noteBulkOutcomes(client: Queryable, id: string, outcomes: BulkOutcome[]): Promise<void> {
  await client.query({
    text: `WITH x AS (
        SELECT * FROM unnest($2::uuid[], $3::uuid[], string_to_array($4, E'\\x1e', '')) AS x(run_id, new_run_id, fault)
      ), i AS (
        UPDATE bulk_retry_item i SET new_run_id = x.new_run_id, fault = x.fault, done_at = clock_timestamp() FROM x
        WHERE i.bulk_id = $1 AND i.run_id = x.run_id AND i.done_at IS NULL RETURNING i.new_run_id
      ), n AS (SELECT count(new_run_id)::int AS started, count(*)::int - count(new_run_id)::int AS refused FROM i)
      UPDATE bulk_retry b SET started = b.started + n.started, refused = b.refused + n.refused,
        status = CASE WHEN b.started + b.refused + n.started + n.refused >= b.total THEN 'completed' ELSE b.status END,
        finished_at = CASE WHEN b.started + b.refused + n.started + n.refused >= b.total THEN clock_timestamp() END
      FROM n WHERE b.id = $1`,
    values: [
      id,
      bareArray(outcomes.map(({ runId }) => runId)),
      bareArray(outcomes.map(({ newRunId }) => newRunId)),
      joinedTexts(outcomes.map(({ fault }) => fault)),
    ],
  });
}

/** Ends what is left of a bulk retry without a run: those were deleted meanwhile. */
export async function refuseMissingRuns(client: Queryable, id: string): Promise<void> {
  await client.query({
    text: `UPDATE bulk_retry SET status = 'completed', finished_at = clock_timestamp(), refused = total - started WHERE id = $1`,
    values: [id],
  });
}

/** Stops it before its next batch. @returns its status; whether this call stopped it; null: no such bulk retry */
export async function abortBulkRetry(pool: Queryable, id: string): Promise<{ changed: boolean; status: string } | null> {
  const { rows } = await pool.query<{ changed: boolean; status: string }>({
    text: `WITH b AS (UPDATE bulk_retry SET status = 'aborted', finished_at = clock_timestamp() WHERE id = $1 AND finished_at IS NULL RETURNING status)
      SELECT EXISTS (SELECT 1 FROM b) AS changed, COALESCE((SELECT status FROM b), status) AS status FROM bulk_retry WHERE id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

/** Reasons shown of one bulk retry. */
const FAULTS_SHOWN = 20;

const VIEW = `SELECT b.id, b.act, b.reason, b.filter, b.newest, b.status, b.total, b.started, b.refused, b.created_by AS "createdBy", b.created_at AS "createdAt",
  b.finished_at AS "finishedAt", COALESCE((SELECT json_agg(json_build_object('runId', f.run_id, 'fault', f.fault)) FROM (
    SELECT run_id, fault FROM bulk_retry_item WHERE bulk_id = b.id AND b.refused > 0 AND fault IS NOT NULL ORDER BY run_id LIMIT ${FAULTS_SHOWN}) f), '[]'::json) AS faults
  FROM bulk_retry b`;

export type BulkRetryRow = Omit<BulkRetryView, 'createdByName'>;

export async function findBulkRetry(pool: Queryable, id: string): Promise<BulkRetryRow | null> {
  const { rows } = await pool.query<BulkRetryRow>({ text: `${VIEW} WHERE b.id = $1`, values: [id] });
  return rows[0] ?? null;
}

/** The newest first, after `after`. */
export async function listBulkRetryRows(
  pool: Queryable,
  page: { act: BulkAct | null; limit: number; after: { createdAt: Date; id: string } | null },
): Promise<BulkRetryRow[]> {
  const { rows } = await pool.query<BulkRetryRow>({
    text: `${VIEW} WHERE ($4::text IS NULL OR b.act = $4) AND ($2::timestamptz IS NULL OR (b.created_at, b.id) < ($2::timestamptz, $3::uuid)) ORDER BY b.created_at DESC, b.id DESC LIMIT $1`,
    values: [page.limit, page.after?.createdAt ?? null, page.after?.id ?? null, page.act],
  });
  return rows;
}
