import type pg from 'pg';
import { z } from 'zod';
import { type BeliefState, beliefStateSchema } from '../core/prediction/belief-state.ts';
import { ATTEMPT_ERROR_CODES, type AttemptErrorCode } from '../core/task/attempt-outcome.ts';
import type { Queryable } from './queryable.ts';

// What the router believes of the fleet is one row, learned from the ends of attempts in their order. The place up to which they were read
// is written in the same transaction, so that none teaches twice. Attempts younger than LAG_MS wait, so that a slower commit is not
// overtaken. When they end faster than they can be read, one of `thinning` is: beliefs remember a few hundred per agent and type anyway.

const ROW = 1;
const LAG_MS = 1_000;
/** Before the first time: so much history is learned. */
const FIRST_DAYS = 30;
const MOST_THINNING = 4_096;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** An attempt that ended with an answer, as beliefs learn from it. */
export interface EndedOutcome {
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

async function readOutcomes(client: pg.ClientBase, { at, id, thinning }: Place, limit: number) {
  const { rows } = await client.query({
    text: `SELECT a.id, a.ended_at::text AS place, a.agent_id AS "agentId", t.task_type AS "taskType", a.status = 'completed' AS completed,
        a.error ->> 'code' AS "errorCode", a.verification, (extract(epoch FROM a.ended_at - a.started_at) * 1000)::float8 AS "durationMs",
        a.cost_usd AS "costUsd", a.quality, (extract(epoch FROM a.ended_at) * 1000)::float8 AS "endedAt"
      FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.ended_at >= $1::timestamptz AND (a.ended_at, a.id) > ($1::timestamptz, $2::uuid)
        AND a.ended_at <= clock_timestamp() - $4 * interval '1 ms' AND a.status IN ('completed', 'failed')
        AND ('x' || right(a.id::text, 4))::bit(16)::int % $5 = 0
      ORDER BY a.ended_at, a.id LIMIT $3`,
    values: [at, id, limit, LAG_MS, thinning],
  });
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
