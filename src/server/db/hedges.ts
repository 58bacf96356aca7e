import type pg from 'pg';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';
import { type LiveCount, PASS_LOCK, READ_LIVE } from './read-queue.ts';
import { FLEET_HELD } from './restraints.ts';

// Second attempts beside stragglers. The fleet's pass lock is held from the counts to the commit, so that dispatch and hedges never fill
// the same slot twice. Nobody comes here unless an attempt of a task that allows it straggles.

/** Attempts of the past by which the share of second ones is bounded. */
const COUNTED = 2_000;

export interface HedgeRow {
  taskId: string;
  runId: string;
  /** Of the first attempt. */
  fence: number;
  /** The first attempt. */
  besideId: string;
  agentId: string;
  /** Of the second attempt, and its decision. */
  attemptId: string;
  workerId: string;
  score: number;
  strategy: string;
  recordText: string;
}

/** Only an attempt that still runs alone, under its fence, gets a second one, and its task only once. It starts at once: its process calls the agent. */
const PLACE = `
WITH l AS MATERIALIZED (
  SELECT id FROM run WHERE id = $2 AND status = 'running' FOR NO KEY UPDATE
), t AS (
  UPDATE task SET hedge_fence = task.fence + 1 FROM l
  WHERE task.id = $1 AND task.run_id = l.id AND task.fence = $3 AND task.status = 'running' AND task.hedge_fence IS NULL
    AND NOT EXISTS (SELECT 1 FROM attempt h WHERE h.task_id = $1 AND h.hedge_of IS NOT NULL) AND NOT ${FLEET_HELD}
    AND EXISTS (SELECT 1 FROM attempt f WHERE f.id = $4 AND f.ended_at IS NULL AND NOT f.cancel_requested)
  RETURNING task.id, task.run_id, task.hedge_fence
), a AS (
  INSERT INTO attempt (id, task_id, run_id, agent_id, worker_id, number, fence, status, created_at, started_at, hedge_of)
  SELECT $6, id, run_id, $5, $7, hedge_fence, hedge_fence, 'running', clock_timestamp(), clock_timestamp(), $4 FROM t
), d AS (
  INSERT INTO decision (id, task_id, agent_id, score, strategy, record, created_at)
  SELECT $6, id, $5, $8, $9, $10::json, clock_timestamp() FROM t
), r AS (
  UPDATE run SET seq = run.seq + 1 FROM t WHERE run.id = t.run_id RETURNING run.id, run.seq
), e AS (
  INSERT INTO event (run_id, seq, task_id, attempt_id, type, at, data)
  SELECT r.id, r.seq, $1, $6, 'task.hedge_started', clock_timestamp(), json_build_object('agent_id', $5::uuid, 'beside', $4::uuid) FROM r
)
SELECT hedge_fence AS fence FROM t`;

const COUNT = `SELECT x.attempts, x.hedges, EXISTS (SELECT 1 FROM task WHERE queue_rank IS NOT NULL) AS queued
FROM (SELECT count(*)::int AS attempts, count(hedge_of)::int AS hedges FROM (SELECT hedge_of FROM attempt ORDER BY id DESC LIMIT ${COUNTED}) n) x`;

/** What hedges are chosen from and written through: one transaction under the pass lock. */
export interface HedgePass {
  live: LiveCount[];
  /** The newest attempts of the fleet, and how many of them were second ones. */
  attempts: number;
  hedges: number;
  /** Tasks stand in the queue: whoever is free is needed there. */
  queued: boolean;
  /** The fence of the second attempt; null when the first is over, or its task had a second one before. */
  write(hedge: HedgeRow): Promise<number | null>;
}

async function readPass(client: pg.ClientBase): Promise<HedgePass> {
  const live = await client.query<LiveCount>({ name: 'read_live', text: READ_LIVE, values: [] });
  const counts = await client.query<Pick<HedgePass, 'attempts' | 'hedges' | 'queued'>>({ name: 'count_hedges', text: COUNT, values: [] });
  const { attempts, hedges, queued } = counts.rows[0] ?? { attempts: 0, hedges: 0, queued: true };
  return {
    ...{ live: live.rows, attempts, hedges, queued },
    async write({ taskId, runId, fence, besideId, agentId, attemptId, workerId, score, strategy, recordText }) {
      const values = [taskId, runId, fence, besideId, agentId, attemptId, workerId, score, strategy, recordText];
      const { rows } = await client.query<{ fence: number }>({ name: 'place_hedge', text: PLACE, values });
      return rows[0]?.fence ?? null;
    },
  };
}

/** Runs `act` with the pass lock held; commits when it returns, rolls back when it throws. Null: another process was in its pass. */
export async function inHedgePass<T>(db: Database, act: (pass: HedgePass) => Promise<T>): Promise<T | null> {
  const client = await db.hot.connect();
  let failed = true;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [PASS_LOCK]);
    const result = rows[0]?.locked === true ? await act(await readPass(client)) : null;
    await client.query('COMMIT');
    failed = false;
    return result;
  } finally {
    // Closing the connection rolls back whatever is open.
    client.release(failed);
  }
}

/** Second attempts that ended since then, and those whose result counted. */
export async function countHedges(db: Queryable, from: Date): Promise<{ ended: number; won: number }> {
  const { rows } = await db.query<{ ended: number; won: number }>({
    name: 'hedges_since',
    text: `SELECT count(*)::int AS ended, count(*) FILTER (WHERE status = 'completed')::int AS won FROM attempt
      WHERE hedge_of IS NOT NULL AND ended_at >= $1`,
    values: [from],
  });
  return rows[0] ?? { ended: 0, won: 0 };
}
