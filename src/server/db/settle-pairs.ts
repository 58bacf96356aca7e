import type pg from 'pg';
import { bareArray } from './arrays.ts';
import { CANCEL_GRACE } from './run-control.ts';
import { type SettleResult, type SettleRow, settleAttempts } from './settle-attempts.ts';

// Outcomes of tasks that have two attempts at once (docs/adr/0014-hedged-attempts.md). They are few, so each is a transaction of its own,
// behind the batch that refused it:
//
//   two live --one has a result--> it is granted the next fence and settles; the other is asked to stop, and its fence is stale
//   two live --one ends without--> that one is closed, the other goes on alone; nothing counts against the retry policy yet
//   one left --it ends, anyhow---> it is granted the next fence and settles
//
// Lock order, as in every writer: the run, its task, its attempts.

/** Also one whose other was closed since the batch: it was refused as one of two, and now stands alone. */
const FIND = `SELECT a.id FROM attempt a JOIN task t ON t.id = a.task_id
WHERE a.id = ANY($1::uuid[]) AND a.ended_at IS NULL AND t.status = 'running' AND (a.fence = t.fence OR a.fence = t.hedge_fence)`;

const LOCK_TASK = `SELECT fence, hedge_fence AS "hedgeFence" FROM task WHERE id = $1 AND status = 'running' FOR NO KEY UPDATE`;

const FIND_TWIN = `SELECT id FROM attempt WHERE task_id = $1 AND fence = ANY($2::int[]) AND id <> $3 AND ended_at IS NULL FOR NO KEY UPDATE`;

/** The other one goes on; where this was the one the task stood under, the task now stands under the other. */
const CLOSE = `
WITH a AS (
  UPDATE attempt SET status = $4, ended_at = clock_timestamp(), error = $5::json, input_tokens = $6, output_tokens = $7, cost_usd = $8,
    verification = $9, quality = COALESCE($10, attempt.quality), verification_reason = $11
  WHERE id = $1 RETURNING fence
), t AS (
  UPDATE task SET fence = CASE WHEN task.fence = a.fence THEN task.hedge_fence ELSE task.fence END,
    hedge_fence = CASE WHEN task.fence = a.fence THEN NULL ELSE task.hedge_fence END
  FROM a WHERE task.id = $2
), r AS (
  UPDATE run SET seq = run.seq + 1 WHERE id = $3 RETURNING seq
)
INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data)
SELECT $3, r.seq, $2, $1, 'task.hedge_ended', clock_timestamp(), json_build_object('reason', $4::text, 'error', $5::json) FROM r`;

/** The one that ends stands above both; the other, if it still runs, is asked to stop. */
const PROMOTE = `
WITH o AS (
  UPDATE attempt SET cancel_requested = true,
    lease_expires_at = CASE WHEN lease_expires_at IS NOT NULL THEN LEAST(lease_expires_at, clock_timestamp() + ${CANCEL_GRACE}) END
  WHERE task_id = $2 AND id <> $1 AND ended_at IS NULL RETURNING id
), t AS (
  UPDATE task SET fence = GREATEST(fence, hedge_fence) + 1, hedge_fence = NULL WHERE id = $2 RETURNING fence
)
UPDATE attempt SET fence = t.fence FROM t WHERE attempt.id = $1
RETURNING attempt.fence, attempt.hedge_of IS NOT NULL AS second, ARRAY(SELECT id::text FROM o) AS overtaken`;

const NOTE = `
WITH r AS (UPDATE run SET seq = run.seq + 1 WHERE id = $1 RETURNING seq)
INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data) SELECT $1, r.seq, $2, $3, $4, clock_timestamp(), $5::json FROM r`;

interface Promoted {
  fence: number;
  /** It is the one that was begun beside the other. */
  second: boolean;
  overtaken: string[];
}

async function closeOne(client: pg.ClientBase, row: SettleRow): Promise<SettleResult> {
  const verification = row.contract?.verification;
  await client.query(CLOSE, [
    row.attemptId,
    row.taskId,
    row.runId,
    row.attemptStatus,
    row.errorText,
    row.inputTokens,
    row.outputTokens,
    row.costUsd,
    verification?.verdict ?? null,
    verification?.quality ?? null,
    verification?.reason ?? null,
  ]);
  return { written: [true], unlocked: 0, finishedRunIds: [] };
}

async function promote(client: pg.ClientBase, row: SettleRow): Promise<SettleResult | null> {
  const { rows } = await client.query<Promoted>(PROMOTE, [row.attemptId, row.taskId]);
  const promoted = rows[0];
  if (promoted === undefined) return null;
  const { fence, second, overtaken } = promoted;
  if (row.attemptStatus === 'completed' && second) await client.query(NOTE, [row.runId, row.taskId, row.attemptId, 'task.hedge_won', null]);
  else if (overtaken[0] !== undefined) {
    await client.query(NOTE, [row.runId, row.taskId, overtaken[0], 'task.hedge_ended', JSON.stringify({ reason: 'overtaken' })]);
  }
  return { ...(await settleAttempts(client, [{ ...row, fence }])), overtaken };
}

/** Inside a transaction. Null: the task is over, or the fence is none of its own. */
async function decideOne(client: pg.ClientBase, row: SettleRow): Promise<SettleResult | null> {
  await client.query('SELECT 1 FROM run WHERE id = $1 FOR NO KEY UPDATE', [row.runId]);
  const { rows } = await client.query<{ fence: number; hedgeFence: number | null }>(LOCK_TASK, [row.taskId]);
  const pair = rows[0];
  if (pair === undefined || (row.fence !== pair.fence && row.fence !== pair.hedgeFence)) return null;
  if (pair.hedgeFence === null) return settleAttempts(client, [row]);
  const twin = await client.query(FIND_TWIN, [row.taskId, bareArray([pair.fence, pair.hedgeFence]), row.attemptId]);
  if (twin.rows.length > 0 && row.attemptStatus !== 'completed') return closeOne(client, row);
  return promote(client, row);
}

async function settleOne(hot: pg.Pool, row: SettleRow): Promise<SettleResult | null> {
  const client = await hot.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    const result = await decideOne(client, row);
    await client.query(result?.written[0] === true ? 'COMMIT' : 'ROLLBACK');
    failed = false;
    return result;
  } finally {
    // Closing the connection rolls back whatever is open.
    client.release(failed);
  }
}

/** Completes the result of a batch: what was refused because its task has two attempts is decided here. Costs nothing when nothing was. */
export async function settlePairs(hot: pg.Pool, rows: SettleRow[], result: SettleResult): Promise<SettleResult> {
  const refused = rows.flatMap((row, index) => (row.attemptId !== null && result.written[index] === false ? [row.attemptId] : []));
  if (refused.length === 0) return result;
  const found = await hot.query<{ id: string }>({ name: 'find_pairs', text: FIND, values: [bareArray(refused)] });
  const paired = new Set(found.rows.map(({ id }) => id));
  if (paired.size === 0) return result;
  const overtaken: string[] = [];
  const whole: SettleResult = { ...result, written: [...result.written], finishedRunIds: [...result.finishedRunIds], overtaken };
  for (const [index, row] of rows.entries()) {
    if (row.attemptId === null || whole.written[index] === true || !paired.has(row.attemptId)) continue;
    const one = await settleOne(hot, row);
    if (one?.written[0] !== true) continue;
    whole.written[index] = true;
    whole.unlocked += one.unlocked;
    whole.finishedRunIds.push(...one.finishedRunIds);
    overtaken.push(...(one.overtaken ?? []));
  }
  return whole;
}
