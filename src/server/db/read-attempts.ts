import type { AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AttemptView } from '../core/task/task-view.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

/** An attempt's row: its view without what is computed, the usage still in columns. */
interface AttemptRow extends Omit<AttemptView, 'durationMs' | 'usage'>, AttemptUsage {
  taskId: string;
}

// Scalar subqueries, not joins: young tables have no statistics, and a join plan may then read a whole table per row.
const ATTEMPT = `a.id, a.task_id AS "taskId", a.number, a.fence, a.status, a.agent_id AS "agentId",
  (SELECT g.name FROM agent g WHERE g.id = a.agent_id) AS "agentName", (SELECT d.id FROM decision d WHERE d.id = a.id) AS "decisionId",
  a.created_at AS "assignedAt", a.started_at AS "startedAt", a.ended_at AS "endedAt", a.cancel_requested AS "cancelRequested", a.hedge_of AS "hedgeOf",
  a.progress, a.error, a.input_tokens AS "inputTokens", a.output_tokens AS "outputTokens", a.cost_usd AS "costUsd",
  a.verification, a.verification_reason AS "verificationReason", a.quality,
  (SELECT json_build_object('agentId', j.agent_id, 'agentName', (SELECT g.name FROM agent g WHERE g.id = j.agent_id),
      'durationMs', round(sum(extract(epoch FROM j.ended_at - j.started_at) * 1000))::int,
      'usage', json_build_object('inputTokens', sum(j.input_tokens), 'outputTokens', sum(j.output_tokens), 'costUsd', sum(j.cost_usd)))
    FROM judge_call j WHERE j.attempt_id = a.id GROUP BY j.agent_id LIMIT 1) AS judging`;

function attemptView(row: AttemptRow): AttemptView {
  const { taskId: _, inputTokens, outputTokens, costUsd, ...plain } = row;
  const { startedAt, endedAt } = row;
  return {
    ...plain,
    durationMs: startedAt === null || endedAt === null ? null : endedAt.getTime() - startedAt.getTime(),
    usage: { inputTokens, outputTokens, costUsd },
  };
}

function groupByTask(rows: AttemptRow[]): Map<string, AttemptView[]> {
  const byTask = new Map<string, AttemptView[]>();
  for (const row of rows) {
    const list = byTask.get(row.taskId) ?? [];
    list.push(attemptView(row));
    byTask.set(row.taskId, list);
  }
  return byTask;
}

/** The attempts of several tasks, oldest first within a task; tasks without one are missing. */
export async function listAttempts(db: Database, taskIds: string[]): Promise<Map<string, AttemptView[]>> {
  const { rows } = await db.pool.query<AttemptRow>({
    name: 'attempt_list',
    text: `SELECT ${ATTEMPT} FROM attempt a WHERE a.task_id = ANY($1::uuid[]) ORDER BY a.task_id, a.number`,
    values: [taskIds],
  });
  return groupByTask(rows);
}

/** The same for every task of a run. */
export async function listRunAttempts(db: Queryable, runId: string): Promise<Map<string, AttemptView[]>> {
  const { rows } = await db.query<AttemptRow>({
    name: 'attempt_of_run',
    text: `SELECT ${ATTEMPT} FROM attempt a WHERE a.task_id = ANY(ARRAY(SELECT t.id FROM task t WHERE t.run_id = $1)) ORDER BY a.task_id, a.number`,
    values: [runId],
  });
  return groupByTask(rows);
}

export async function findAttempt(db: Database, id: string): Promise<(AttemptView & { taskId: string }) | null> {
  const { rows } = await db.pool.query<AttemptRow>({
    name: 'attempt_one',
    text: `SELECT ${ATTEMPT} FROM attempt a WHERE a.id = $1`,
    values: [id],
  });
  const row = rows[0];
  return row === undefined ? null : { ...attemptView(row), taskId: row.taskId };
}

/** Attempts looked through for those of one agent: only live ones are indexed by agent, and history is read newest first. */
const LOOKED_THROUGH = 20_000;

export interface AgentAttempt extends AttemptView {
  taskId: string;
  taskName: string | null;
  runId: string | null;
}

/** The newest attempts of an agent among the newest 20,000 of the fleet. */
export async function listAgentAttempts(db: Database, agentId: string, limit: number): Promise<AgentAttempt[]> {
  const { rows } = await db.pool.query<AttemptRow & { runId: string; taskName: string | null }>({
    name: 'attempt_of_agent',
    text: `SELECT ${ATTEMPT}, a.run_id AS "runId", (SELECT t.name FROM task t WHERE t.id = a.task_id) AS "taskName"
      FROM (SELECT * FROM attempt ORDER BY id DESC LIMIT ${LOOKED_THROUGH}) a WHERE a.agent_id = $1 ORDER BY a.id DESC LIMIT $2`,
    values: [agentId, limit],
  });
  return rows.map((row) => ({ ...attemptView(row), taskId: row.taskId, taskName: row.taskName, runId: row.runId }));
}

/** Attempts that were assigned at most this long before a span of time are found in it; milliseconds. */
const LOOK_BACK_MS = 3_600_000;

/** The attempts of an agent that ran in a span of time, oldest first. */
export async function listAttemptsDuring(
  db: Database,
  agentId: string,
  span: { from: Date; to: Date; limit: number },
): Promise<AgentAttempt[]> {
  const { rows } = await db.pool.query<AttemptRow & { runId: string; taskName: string | null }>({
    name: 'attempt_during',
    text: `SELECT ${ATTEMPT}, a.run_id AS "runId", (SELECT t.name FROM task t WHERE t.id = a.task_id) AS "taskName" FROM attempt a
      WHERE a.agent_id = $1 AND (a.ended_at IS NULL OR (a.id >= $2 AND a.ended_at > $3)) AND coalesce(a.started_at, a.created_at) < $4
      ORDER BY a.id LIMIT $5`,
    values: [agentId, firstIdAt(span.from.getTime() - LOOK_BACK_MS), span.from, span.to, span.limit],
  });
  return rows.map((row) => ({ ...attemptView(row), taskId: row.taskId, taskName: row.taskName, runId: row.runId }));
}
