import type pg from 'pg';
import { z } from 'zod';
import { type BeliefState, beliefStateSchema } from '../core/prediction/belief-state.ts';
import { ATTEMPT_ERROR_CODES, type AttemptErrorCode } from '../core/task/attempt-outcome.ts';
import type { Queryable } from './queryable.ts';

// What the router believes of the fleet is one row, learned from the ends of attempts in their order. The place up to which they were read
// is written in the same transaction, so that none teaches twice. Attempts younger than LAG_MS wait, so that a slower commit is not
// overtaken. When they end faster than they can be read, one of `thinning` is: beliefs remember a few hundred per agent and type anyway.
// A result that waits for a person is read twice: when it comes back, and when the person has decided whether it is good.

const ROW = 1;
const LAG_MS = 1_000;
/** Before the first time: so much history is learned. */
const FIRST_DAYS = 30;
const MOST_THINNING = 4_096;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** An attempt that ended with an answer, or a person's verdict on its result, as beliefs learn from it. */
export interface EndedOutcome {
  /** `verdict`: the end of this attempt was learned before, and only its verification is new. */
  stage: 'end' | 'verdict';
  agentId: string;
  taskType: string;
  completed: boolean;
  /** Null when it completed. */
  errorCode: AttemptErrorCode | null;
  verification: 'verified' | 'rejected' | 'unverified' | null;
  durationMs: number | null;
  costUsd: number | null;
  quality: number | null;
  /** Epoch ms. */
  endedAt: number;
}

const outcomeSchema = z.object({
  id: z.uuid(),
  place: z.string(),
  stage: z.enum(['end', 'verdict']),
  agentId: z.string(),
  taskType: z.string(),
  completed: z.boolean(),
  errorCode: z.enum(ATTEMPT_ERROR_CODES).nullable().catch(null),
  verification: z.enum(['verified', 'rejected', 'unverified']).nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  quality: z.number().nullable(),
  endedAt: z.number(),
});

export interface StoredBelief {
  revision: number;
  /** Null before anything was learned, or when another version of the program wrote it. */
  state: BeliefState | null;
}

const storedState = (value: unknown): BeliefState | null => beliefStateSchema.safeParse(value).data ?? null;

export async function readBeliefRevision(pool: Queryable): Promise<number> {
  const { rows } = await pool.query<{ revision: number }>({
    name: 'belief_revision',
    text: `SELECT revision FROM routing_belief WHERE id = ${ROW}`,
    values: [],
  });
  return rows[0]?.revision ?? 0;
}

export async function readBelief(pool: Queryable): Promise<StoredBelief> {
  const { rows } = await pool.query<{ revision: number; state: unknown }>({
    name: 'belief_read',
    text: `SELECT revision, state FROM routing_belief WHERE id = ${ROW}`,
    values: [],
  });
  return { revision: rows[0]?.revision ?? 0, state: storedState(rows[0]?.state) };
}

interface Place {
  at: string;
  id: string;
  revision: number;
  thinning: number;
}

async function takePlace(client: pg.ClientBase): Promise<Place> {
  await client.query({
    text: `INSERT INTO routing_belief (id, state, learned_at, learned_id) VALUES (${ROW}, 'null', clock_timestamp() - $1 * interval '1 day', $2)
      ON CONFLICT (id) DO NOTHING`,
    values: [FIRST_DAYS, NOBODY],
  });
  const { rows } = await client.query<Place>(
    `SELECT learned_at::text AS at, learned_id AS id, revision, thinning FROM routing_belief WHERE id = ${ROW} FOR UPDATE`,
  );
  return rows[0] as Place;
}

/** What comes after the place where learning stands, and is not too young. */
const due = (at: string) =>
  `${at} >= $1::timestamptz AND (${at}, a.id) > ($1::timestamptz, $2::uuid) AND ${at} <= clock_timestamp() - $4 * interval '1 ms'`;

// What a person said since is no part of the end, but an outcome of its own. People say so little that none of it is left out.
const OUTCOMES = `
SELECT id, at::text AS place, stage, "agentId", "taskType", completed, "errorCode", verification, "durationMs", "costUsd", quality,
  (extract(epoch FROM at) * 1000)::float8 AS "endedAt"
FROM (
  (SELECT a.id, a.ended_at AS at, 'end' AS stage, a.agent_id AS "agentId", t.task_type AS "taskType",
    a.status = 'completed' OR v.attempt_id IS NOT NULL AS completed, CASE WHEN v.attempt_id IS NULL THEN a.error ->> 'code' END AS "errorCode",
    CASE WHEN v.attempt_id IS NULL THEN a.verification END AS verification,
    (extract(epoch FROM a.ended_at - a.started_at) * 1000)::float8 AS "durationMs", a.cost_usd AS "costUsd",
    CASE WHEN v.attempt_id IS NULL THEN a.quality END AS quality
  FROM attempt a JOIN task t ON t.id = a.task_id LEFT JOIN review v ON v.attempt_id = a.id
  WHERE ${due('a.ended_at')} AND a.status IN ('completed', 'failed') AND ('x' || right(a.id::text, 4))::bit(16)::int % $5 = 0
  ORDER BY a.ended_at, a.id LIMIT $3)
  UNION ALL
  (SELECT a.id, v.decided_at, 'verdict', a.agent_id, t.task_type, a.status = 'completed', a.error ->> 'code', a.verification, NULL, NULL, a.quality
  FROM review v JOIN attempt a ON a.id = v.attempt_id JOIN task t ON t.id = a.task_id
  WHERE v.verdict IN ('accept', 'reject') AND ${due('v.decided_at')}
  ORDER BY v.decided_at, a.id LIMIT $3)
) x ORDER BY at, id LIMIT $3`;

async function readOutcomes(client: pg.ClientBase, { at, id, thinning }: Place, limit: number) {
  const { rows } = await client.query({ text: OUTCOMES, values: [at, id, limit, LAG_MS, thinning] });
  return rows.map((row) => outcomeSchema.parse(row));
}

/** Too much to read: read less of it. Little to read: read more again. */
function nextThinning(thinning: number, read: number, limit: number): number {
  if (read >= limit) return Math.min(MOST_THINNING, thinning * 2);
  return read * 4 < limit ? Math.max(1, thinning / 2) : thinning;
}

export interface LearnedBelief {
  revision: number;
  /** Outcomes read; as many as the limit: there may be more. */
  read: number;
}

/**
 * Learns from the next outcomes in one transaction.
 * @param learn is given the revision that is stored and the outcomes, oldest first, and answers the state to store
 */
export async function learnFromOutcomes(
  pool: pg.Pool,
  learn: (revision: number, outcomes: EndedOutcome[]) => Promise<BeliefState>,
  limit: number,
): Promise<LearnedBelief> {
  const client = await pool.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    const from = await takePlace(client);
    const outcomes = await readOutcomes(client, from, limit);
    const last = outcomes.at(-1);
    const thinning = nextThinning(from.thinning, outcomes.length, limit);
    let { revision } = from;
    if (last !== undefined) {
      const state = await learn(from.revision, outcomes);
      revision += 1;
      await client.query({
        text: `UPDATE routing_belief SET revision = $1, state = $2::json, learned_at = $3::timestamptz, learned_id = $4, thinning = $5,
            updated_at = clock_timestamp() WHERE id = ${ROW}`,
        values: [revision, JSON.stringify(state), last.place, last.id, thinning],
      });
    } else if (thinning !== from.thinning) {
      await client.query({ text: `UPDATE routing_belief SET thinning = $1 WHERE id = ${ROW}`, values: [thinning] });
    }
    await client.query('COMMIT');
    failed = false;
    return { revision, read: outcomes.length };
  } finally {
    // Closing the connection rolls back whatever is open.
    client.release(failed);
  }
}
