import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';

/** How long an answer is kept, and what a request without one was to make. */
const KEEP = '24 hours';
/** The process that performs a request prolongs its hold; when it died, another may perform it after this long. */
const HOLD = '15 seconds';

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
  /** The id of what the request would make, if nobody began it before. */
  subjectId: string;
}

/** What a process that took the key makes. `again`: somebody began it before and did not come back; it may be made already. */
export interface IdempotencyHold {
  subjectId: string;
  again: boolean;
}

/** Takes the key for this request, or tells what stands there. */
export async function claimIdempotencyKey(
  db: Database,
  claim: IdempotencyClaim,
): Promise<{ hold: IdempotencyHold } | { standing: IdempotencyRow }> {
  const { rows: held } = await db.pool.query<IdempotencyHold>({
    name: 'idempotency_claim',
    text: `INSERT INTO idempotency_key AS k (principal, key, route, request_hash, subject_id, held_until, expires_at)
           VALUES ($1, $2, $3, $4, $5, now() + interval '${HOLD}', now() + interval '${KEEP}')
           ON CONFLICT (principal, key) DO UPDATE
             SET route = excluded.route, request_hash = excluded.request_hash, status = NULL, body = NULL,
                 subject_id = CASE WHEN k.status IS NULL AND k.expires_at > now() AND k.request_hash = excluded.request_hash
                   THEN k.subject_id ELSE excluded.subject_id END,
                 created_at = now(), held_until = excluded.held_until, expires_at = excluded.expires_at
             WHERE k.expires_at <= now() OR (k.status IS NULL AND k.held_until <= now())
           RETURNING k.subject_id AS "subjectId", k.subject_id <> $5 AS again`,
    values: [claim.principal, claim.key, claim.route, claim.requestHash, claim.subjectId],
  });
  if (held[0]) return { hold: held[0] };
  const { rows } = await db.pool.query<IdempotencyRow>({
    name: 'idempotency_read',
    text: 'SELECT route, request_hash AS "requestHash", status, body FROM idempotency_key WHERE principal = $1 AND key = $2',
    values: [claim.principal, claim.key],
  });
  // Released between the two statements: the next try takes it.
  return { standing: rows[0] ?? { route: claim.route, requestHash: claim.requestHash, status: null, body: null } };
}

/** Says that the request is still being performed here. */
export async function prolongIdempotencyHold(db: Database, claim: IdempotencyClaim): Promise<void> {
  await db.pool.query({
    name: 'idempotency_prolong',
    text: `UPDATE idempotency_key SET held_until = now() + interval '${HOLD}' WHERE principal = $1 AND key = $2 AND status IS NULL`,
    values: [claim.principal, claim.key],
  });
}

export async function storeIdempotentAnswer(
  db: Database,
  claim: IdempotencyClaim,
  answer: { status: number; body: string },
): Promise<void> {
  await db.pool.query({
    name: 'idempotency_store',
    text: `UPDATE idempotency_key SET status = $4, body = $5::json, held_until = NULL, expires_at = now() + interval '${KEEP}'
           WHERE principal = $1 AND key = $2 AND request_hash = $3`,
    values: [claim.principal, claim.key, claim.requestHash, answer.status, answer.body],
  });
}

/** Gives the key back: the act failed on our side and may be tried again. What it was to make stays known: its end may have been lost. */
export async function releaseIdempotencyKey(db: Database, claim: IdempotencyClaim): Promise<void> {
  await db.pool.query({
    name: 'idempotency_release',
    text: 'UPDATE idempotency_key SET held_until = now() WHERE principal = $1 AND key = $2 AND request_hash = $3 AND status IS NULL',
    values: [claim.principal, claim.key, claim.requestHash],
  });
}
