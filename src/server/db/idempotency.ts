import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';

/** How long an answer is kept. */
const KEEP = '24 hours';
/** A request that never came back (its process died) frees its key after this long; longer than any request may take. */
const ABANDONED = '5 minutes';

export interface IdempotencyRow {
  route: string;
  requestHash: string;
  /** Null while the first request is still running. */
  status: number | null;
  body: JsonValue;
}

export interface IdempotencyClaim {
  principal: string;
  key: string;
  route: string;
  requestHash: string;
}

/** Takes the key for this request. Null: taken; otherwise what stands there. */
export async function claimIdempotencyKey(db: Database, claim: IdempotencyClaim): Promise<IdempotencyRow | null> {
  const { rowCount } = await db.pool.query({
    name: 'idempotency_claim',
    text: `INSERT INTO idempotency_key AS k (principal, key, route, request_hash, expires_at)
           VALUES ($1, $2, $3, $4, now() + interval '${ABANDONED}')
           ON CONFLICT (principal, key) DO UPDATE
             SET route = excluded.route, request_hash = excluded.request_hash, status = NULL, body = NULL,
                 created_at = now(), expires_at = excluded.expires_at
             WHERE k.expires_at <= now()`,
    values: [claim.principal, claim.key, claim.route, claim.requestHash],
  });
  if (rowCount === 1) return null;
  const { rows } = await db.pool.query<IdempotencyRow>({
    name: 'idempotency_read',
    text: 'SELECT route, request_hash AS "requestHash", status, body FROM idempotency_key WHERE principal = $1 AND key = $2',
    values: [claim.principal, claim.key],
  });
  // Released between the two statements: the next try takes it.
  return rows[0] ?? { route: claim.route, requestHash: claim.requestHash, status: null, body: null };
}

export async function storeIdempotentAnswer(
  db: Database,
  claim: IdempotencyClaim,
  answer: { status: number; body: string },
): Promise<void> {
  await db.pool.query({
    name: 'idempotency_store',
    text: `UPDATE idempotency_key SET status = $4, body = $5::json, expires_at = now() + interval '${KEEP}'
           WHERE principal = $1 AND key = $2 AND request_hash = $3`,
    values: [claim.principal, claim.key, claim.requestHash, answer.status, answer.body],
  });
}

/** Gives the key back: the act failed on our side and may be tried again. */
export async function releaseIdempotencyKey(db: Database, claim: IdempotencyClaim): Promise<void> {
  await db.pool.query({
    name: 'idempotency_release',
    text: 'DELETE FROM idempotency_key WHERE principal = $1 AND key = $2 AND request_hash = $3 AND status IS NULL',
    values: [claim.principal, claim.key, claim.requestHash],
  });
}

/** Removes what has expired; returns how many. */
export async function deleteExpiredIdempotencyKeys(db: Database): Promise<number> {
  const { rowCount } = await db.pool.query('DELETE FROM idempotency_key WHERE expires_at <= now()');
  return rowCount ?? 0;
}
