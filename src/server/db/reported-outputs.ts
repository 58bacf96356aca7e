import type { AgentProfile } from '../core/agent/agent.ts';
import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import { bareArray } from './arrays.ts';
import { AGENT_COLUMNS, parseAgentRow } from './fleet.ts';
import type { LiveAttempt } from './live-attempts.ts';
import type { Queryable } from './queryable.ts';

// Results of agents outside our processes that have a contract to meet. The web process that takes one only keeps it; an execution
// process claims its attempt, checks it and settles it. The attempt stays live until then, under whoever checks it.
//
//   kept (no process) --claimed--> checking (under the lease of its process) --settled--> gone
//   checking --its process stops, or dies as the first one that checks it--> kept
//   checking --another process dies of it--> lost with its attempt

/** How long a result may wait for a process that checks it before the task is done again; milliseconds. */
const WAIT_MS = 3_600_000;

/** Keeps a result for checking. False: one is kept already, or nobody waits for it any more. */
export async function keepReported(
  pool: Queryable,
  report: { attemptId: string; outputText: string; usage: AttemptUsage | null },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: 'keep_reported',
    text: `WITH a AS (
        UPDATE attempt SET lease_expires_at = clock_timestamp() + $6 * interval '1 ms', worker_id = NULL
        WHERE id = $1 AND ended_at IS NULL AND NOT EXISTS (SELECT 1 FROM reported_output r WHERE r.attempt_id = $1) RETURNING id)
      INSERT INTO reported_output (attempt_id, output, input_tokens, output_tokens, cost_usd) SELECT id, $2::json, $3, $4, $5 FROM a
      ON CONFLICT DO NOTHING`,
    values: [
      report.attemptId,
      report.outputText,
      report.usage?.inputTokens ?? null,
      report.usage?.outputTokens ?? null,
      report.usage?.costUsd ?? null,
      WAIT_MS,
    ],
  });
  return rowCount === 1;
}

/** A kept result with everything its check needs. */
export interface ClaimedReport extends LiveAttempt {
  key: string;
  name: string;
  inputText: string;
  refIds: string[];
  agent: AgentProfile;
  outputText: string;
  usage: AttemptUsage;
}

type ReportRow = Omit<ClaimedReport, 'agent' | 'usage'> & AttemptUsage & { agent: unknown };

/** A process that was taken for dead, and does not know it yet, gets nothing: others would take it for one that died of it. */
const CLAIM = `
WITH c AS (
  SELECT r.attempt_id FROM reported_output r JOIN attempt a ON a.id = r.attempt_id
  WHERE a.worker_id IS NULL AND a.ended_at IS NULL AND EXISTS (SELECT 1 FROM worker w WHERE w.id = $1 AND w.ended_at IS NULL) ORDER BY r.reported_at LIMIT $2 FOR UPDATE OF r SKIP LOCKED
), a AS (
  UPDATE attempt SET worker_id = $1, lease_expires_at = NULL FROM c
  WHERE attempt.id = c.attempt_id AND attempt.worker_id IS NULL AND attempt.ended_at IS NULL RETURNING attempt.*
)
SELECT a.id AS "attemptId", a.task_id AS "taskId", a.run_id AS "runId", a.agent_id AS "agentId", a.worker_id AS "workerId", a.breaker_grants AS grants, a.fence, a.status,
  t.attempts, t.losses, t.task_type AS "taskType", t.spec::text AS "specText", t.key, t.name, t.input::text AS "inputText", t.ref_ids AS "refIds",
  (extract(epoch FROM clock_timestamp() - a.started_at) * 1000)::float8 AS "runningMs", r.output::text AS "outputText",
  r.input_tokens AS "inputTokens", r.output_tokens AS "outputTokens", r.cost_usd AS "costUsd",
  (SELECT row_to_json(g) FROM (SELECT ${AGENT_COLUMNS} FROM agent WHERE agent.id = a.agent_id) g) AS agent
FROM a JOIN task t ON t.id = a.task_id JOIN reported_output r ON r.attempt_id = a.id`;

/** Takes up to `limit` kept results under the lease of a process, oldest first. */
export async function claimReported(pool: Queryable, workerId: string, limit: number): Promise<ClaimedReport[]> {
  const { rows } = await pool.query<ReportRow>({ name: 'claim_reported', text: CLAIM, values: [workerId, limit] });
  return rows.map(({ agent, inputTokens, outputTokens, costUsd, ...row }) => ({
    ...row,
    agent: parseAgentRow(agent),
    usage: { inputTokens, outputTokens, costUsd },
  }));
}

/** Gives claimed results back, unchecked. */
export async function releaseReported(pool: Queryable, attemptIds: string[]): Promise<void> {
  await pool.query({
    name: 'release_reported',
    text: `UPDATE attempt SET worker_id = NULL, lease_expires_at = clock_timestamp() + $2 * interval '1 ms'
      WHERE id = ANY($1::uuid[]) AND ended_at IS NULL`,
    values: [bareArray(attemptIds), WAIT_MS],
  });
}

/** Gives results back whose checking process is gone; answers those that it was, of any number who ask at once each to one. */
export async function handOnReported(pool: Queryable, attemptIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'hand_on_reported',
    text: `UPDATE attempt SET worker_id = NULL, lease_expires_at = clock_timestamp() + $2 * interval '1 ms'
      WHERE id = ANY($1::uuid[]) AND ended_at IS NULL AND worker_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = attempt.worker_id AND w.ended_at IS NULL) RETURNING id`,
    values: [bareArray(attemptIds), WAIT_MS],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Drops what is over. Answers how many results wait to be checked. */
export async function sweepReported(pool: Queryable): Promise<number> {
  const { rows } = await pool.query<{ waiting: number }>({
    name: 'sweep_reported',
    text: `WITH gone AS (
        DELETE FROM reported_output r USING attempt a WHERE a.id = r.attempt_id AND a.ended_at IS NOT NULL
      )
      SELECT count(*)::int AS waiting FROM reported_output r JOIN attempt a ON a.id = r.attempt_id WHERE a.ended_at IS NULL AND a.worker_id IS NULL`,
    values: [],
  });
  return rows[0]?.waiting ?? 0;
}
