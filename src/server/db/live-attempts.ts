import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import { HEARD, PROGRESS_TIMEOUT_MS, WITHOUT_PROGRESS_MS } from './signs-of-life.ts';

// Attempts that are not over, seen from the side of whoever executes them: what a pull agent may claim, leases of their own, what a dead
// process left behind.

/** What core needs to decide how an attempt ends. */
export interface LiveAttempt {
  attemptId: string;
  taskId: string;
  runId: string;
  agentId: string;
  /** The process that executes it; null for pull agents and accepted calls. */
  workerId: string | null;
  fence: number;
  status: 'assigned' | 'running';
  attempts: number;
  losses: number;
  taskType: string;
  specText: string;
  /** Milliseconds since the start; null when not started. */
  runningMs: number | null;
  /** Of the breakers it was let through by. */
  grants: Readonly<Record<string, number>> | null;
}

const COLUMNS = `a.id AS "attemptId", a.task_id AS "taskId", a.run_id AS "runId", a.agent_id AS "agentId", a.worker_id AS "workerId", a.fence, a.status, t.attempts, t.losses,
  t.task_type AS "taskType", t.spec::text AS "specText", a.breaker_grants AS grants, (extract(epoch FROM clock_timestamp() - a.started_at) * 1000)::float8 AS "runningMs"`;

export interface ReportableAttempt extends LiveAttempt {
  name: string;
  /** Its agent wants its results kept. */
  remembers: boolean;
}

/**
 * The attempt of a task under this fence, while it is live and an outsider may end it: a pull agent that claimed it, or an HTTP agent
 * (whose report may overtake its own 202). Null: the fence is stale, or the attempt is not an outsider's.
 */
export async function findReportable(pool: Queryable, taskId: string, fence: number): Promise<ReportableAttempt | null> {
  const { rows } = await pool.query<ReportableAttempt>({
    name: 'find_reportable',
    text: `SELECT ${COLUMNS}, t.name, g.config->>'memory' IS NOT DISTINCT FROM 'true' AS remembers FROM attempt a JOIN task t ON t.id = a.task_id JOIN agent g ON g.id = a.agent_id
      WHERE a.task_id = $1 AND a.fence = $2 AND a.ended_at IS NULL AND ((a.worker_id IS NULL AND a.status = 'running') OR g.kind = 'http')`,
    values: [taskId, fence],
  });
  return rows[0] ?? null;
}

export interface ClaimableAttempt extends LiveAttempt {
  key: string;
  name: string;
  inputText: string;
  refIds: string[];
}

/** Attempts assigned to a pull agent and not started, oldest first. A run that is paused begins nothing. */
export async function readClaimable(pool: Queryable, agentId: string, limit: number): Promise<ClaimableAttempt[]> {
  const { rows } = await pool.query<ClaimableAttempt>({
    name: 'read_claimable',
    text: `SELECT ${COLUMNS}, t.key, t.name, t.input::text AS "inputText", t.ref_ids AS "refIds"
      FROM attempt a JOIN task t ON t.id = a.task_id JOIN run r ON r.id = a.run_id AND r.status = 'running'
      WHERE a.agent_id = $1 AND a.ended_at IS NULL AND a.worker_id IS NULL AND a.status = 'assigned' AND t.status = 'assigned' AND t.fence = a.fence ORDER BY a.created_at, a.id LIMIT $2`,
    values: [agentId, limit],
  });
  return rows;
}

/**
 * Extends the lease of an attempt that lives under its own, never beyond the task's timeout. Progress only grows. A pull agent is heard of
 * by it, once a second at most. Null: the fence is stale.
 */
export async function extendLease(
  pool: Queryable,
  lease: { taskId: string; fence: number; leaseMs: number; progress: number | null },
): Promise<{ attemptId: string; runId: string; leaseExpiresAt: Date; cancelRequested: boolean } | null> {
  const { rows } = await pool.query<{ attemptId: string; runId: string; leaseExpiresAt: Date; cancelRequested: boolean }>({
    name: 'extend_lease',
    text: `WITH lease AS (
      UPDATE attempt a SET progress = GREATEST($4, a.progress),
        progressed_at = CASE WHEN $4::float8 > COALESCE(a.progress, -1) THEN clock_timestamp() ELSE a.progressed_at END, lease_expires_at = GREATEST(a.lease_expires_at,
        LEAST(clock_timestamp() + $3 * interval '1 ms', a.started_at + (t.spec->>'timeoutMs')::float8 * interval '1 ms'))
      FROM task t WHERE t.id = a.task_id AND a.task_id = $1 AND a.fence = $2 AND a.ended_at IS NULL AND a.worker_id IS NULL AND a.status = 'running'
      RETURNING a.id AS "attemptId", a.run_id AS "runId", a.agent_id, a.lease_expires_at AS "leaseExpiresAt", a.cancel_requested AS "cancelRequested"
    ), heard AS (
      UPDATE agent SET ${HEARD} FROM lease WHERE agent.id = lease.agent_id AND agent.kind = 'worker'
        AND COALESCE(agent.last_heartbeat_at < clock_timestamp() - interval '1 s', true)
    )
    SELECT "attemptId", "runId", "leaseExpiresAt", "cancelRequested" FROM lease`,
    values: [lease.taskId, lease.fence, lease.leaseMs, lease.progress],
  });
  return rows[0] ?? null;
}

/**
 * An HTTP agent took the task and will report later: from now on the attempt lives under its own lease, not its process's. One whose report
 * came before this is whose who checks it.
 */
export async function handOver(pool: Queryable, attemptId: string, leaseMs: number): Promise<void> {
  await pool.query({
    name: 'hand_over_attempt',
    text: `UPDATE attempt SET worker_id = NULL,
        lease_expires_at = clock_timestamp() + CASE WHEN cancel_requested THEN LEAST($2::float8, 30000) ELSE $2::float8 END * interval '1 ms'
      WHERE id = $1 AND ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = attempt.id)`,
    values: [attemptId, leaseMs],
  });
}

/** Ends attempts whose task no longer waits for them (cancelled, or given to somebody else). Frees their slots. */
export async function closeAttempts(pool: Queryable, attemptIds: string[], status: 'cancelled' | 'lost'): Promise<void> {
  await pool.query({
    name: 'close_attempts',
    text: `UPDATE attempt SET status = $2, ended_at = clock_timestamp() WHERE id = ANY($1::uuid[]) AND ended_at IS NULL`,
    values: [bareArray(attemptIds), status],
  });
}

export interface AbandonedAttempt extends LiveAttempt {
  /** Since the lease it lived under ran out; milliseconds. Null when it had none: it was never claimed. */
  expiredMs: number | null;
  /** Since it got further, ms, where that is longer than its agent promised; null otherwise. */
  stalledMs: number | null;
  /** Its process died while it checked a result from outside: the first one that did, or another one before it too. Null: it did not. */
  checking: 'first' | 'again' | null;
}

/** A pull agent that has not been heard of for so long will not claim what it was given a moment ago; milliseconds. */
const SILENT_MS = 10_000;

/**
 * Attempts that nobody holds any more: their process is gone, their own lease ran out, or a pull agent never claimed them in time, or has
 * not been heard of for SILENT_MS. And those that are held and get nowhere.
 */
export async function readAbandoned(pool: Queryable, options: { claimMs: number; limit: number }): Promise<AbandonedAttempt[]> {
  const { rows } = await pool.query<AbandonedAttempt>({
    name: 'read_abandoned',
    text: `SELECT ${COLUMNS}, (extract(epoch FROM clock_timestamp() - CASE WHEN a.worker_id IS NULL THEN a.lease_expires_at
        ELSE (SELECT w.lease_expires_at FROM worker w WHERE w.id = a.worker_id) END) * 1000)::float8 AS "expiredMs",
        s.ms AS "stalledMs", CASE WHEN a.worker_id IS NOT NULL AND EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = a.id) THEN
          CASE WHEN EXISTS (SELECT 1 FROM failure f WHERE f.task_id = a.task_id AND f.attempt_id = a.id AND f.detector = 'worker_lease')
            THEN 'again' ELSE 'first' END END AS checking
      FROM attempt a JOIN task t ON t.id = a.task_id
      LEFT JOIN LATERAL (SELECT ${WITHOUT_PROGRESS_MS} AS ms FROM agent g WHERE a.worker_id IS NULL AND a.status = 'running' AND g.id = a.agent_id
        AND a.lease_expires_at >= clock_timestamp() AND ${WITHOUT_PROGRESS_MS} >= ${PROGRESS_TIMEOUT_MS}
        AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = a.id)) s ON true
      WHERE a.ended_at IS NULL AND (
        (a.worker_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = a.worker_id AND w.ended_at IS NULL))
        OR s.ms IS NOT NULL
        OR (a.worker_id IS NULL AND a.lease_expires_at < clock_timestamp())
        OR (a.worker_id IS NULL AND a.lease_expires_at IS NULL AND (a.created_at < clock_timestamp() - $1 * interval '1 ms'
          OR a.created_at < clock_timestamp() - ${SILENT_MS} * interval '1 ms' AND EXISTS (SELECT 1 FROM agent g WHERE g.id = a.agent_id
            AND COALESCE(g.last_heartbeat_at, g.created_at) < clock_timestamp() - ${SILENT_MS} * interval '1 ms'))))
      ORDER BY a.id LIMIT $2`,
    values: [options.claimMs, options.limit],
  });
  return rows;
}

/** What agents, or one task, hold that may be taken from them. Results that wait to be checked are not among them: the agent's part is over. */
export async function readHeld(pool: Queryable, of: { agentIds: string[]; taskId: string | null }): Promise<LiveAttempt[]> {
  const { rows } = await pool.query<LiveAttempt>({
    name: 'read_held',
    text: `SELECT ${COLUMNS} FROM attempt a JOIN task t ON t.id = a.task_id AND t.fence = a.fence
      WHERE a.ended_at IS NULL AND (a.agent_id = ANY($1::uuid[]) OR a.task_id = $2)
        AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = a.id) ORDER BY a.id`,
    values: [bareArray(of.agentIds), of.taskId],
  });
  return rows;
}

/** Begun attempts that no process of ours executes: pull agents and accepted calls. */
export async function readOutside(pool: Queryable, limit: number): Promise<LiveAttempt[]> {
  const { rows } = await pool.query<LiveAttempt>({
    name: 'read_outside',
    text: `SELECT ${COLUMNS} FROM attempt a JOIN task t ON t.id = a.task_id AND t.fence = a.fence
      WHERE a.ended_at IS NULL AND a.worker_id IS NULL AND t.status IN ('assigned', 'running') AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = a.id)
      ORDER BY a.id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** Of these attempts, those that are over: somebody took them from whoever executes them. */
export async function readEnded(pool: Queryable, attemptIds: string[]): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'read_ended',
    text: 'SELECT id FROM attempt WHERE id = ANY($1::uuid[]) AND ended_at IS NOT NULL',
    values: [bareArray(attemptIds)],
  });
  return rows.map((row) => row.id);
}

/** Attempts that processes of ours execute right now. */
export async function countCalls(pool: Queryable): Promise<number> {
  const { rows } = await pool.query<{ calls: number }>({
    name: 'count_calls',
    text: 'SELECT count(*)::int AS calls FROM attempt WHERE ended_at IS NULL',
    values: [],
  });
  return rows[0]?.calls ?? 0;
}

/** Live attempts of a process beside those it executes. Results it took for checking are not among them: a check that ends gives them back. */
export async function readStrays(pool: Queryable, workerId: string, options: { held: string[]; limit: number }): Promise<LiveAttempt[]> {
  const { rows } = await pool.query<LiveAttempt>({
    name: 'read_strays',
    text: `SELECT ${COLUMNS} FROM attempt a JOIN task t ON t.id = a.task_id
      WHERE a.worker_id = $1 AND a.ended_at IS NULL AND a.id <> ALL($2::uuid[])
        AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = a.id) LIMIT $3`,
    values: [workerId, bareArray(options.held), options.limit],
  });
  return rows;
}

/** Live attempts of a process whose runs were cancelled. */
export async function readCancelled(pool: Queryable, workerId: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'read_cancelled',
    text: 'SELECT id FROM attempt WHERE worker_id = $1 AND ended_at IS NULL AND cancel_requested',
    values: [workerId],
  });
  return rows.map((row) => row.id);
}
