import type { HistoryTask, ValidationHistory } from '../core/validation/history.ts';
import type { Queryable } from './queryable.ts';

// Everything that happened in the database of a validation run, as core/validation measures it.

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

const STATEMENTS = {
  agents: `SELECT g.id, g.name, g.max_concurrent_tasks AS slots, ARRAY(SELECT c->>'name' FROM json_array_elements(g.capabilities) c) AS capabilities,
      g.metadata->>'group' AS "group",
      COALESCE((g.config->>'latency_ms')::float8 * (1 - (g.config->>'latency_jitter')::float8), 0) AS "leastMs",
      (SELECT count(*)::int FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL) AS "heldAtEnd"
    FROM agent g ORDER BY g.name`,
  runs: `SELECT id, status, ${ms('created_at')} AS "createdAt", ${ms('finished_at')} AS "finishedAt", seq FROM run ORDER BY created_at, id`,
  tasks: `SELECT t.id, t.run_id AS "runId", t.key, t.status, t.fence, ARRAY(SELECT json_array_elements_text(t.spec->'requiredCapabilities')) AS required,
      (t.spec->>'priority')::float8 AS weight, ARRAY(SELECT d.dep_id FROM task_dependency d WHERE d.task_id = t.id AND NOT d.soft) AS "dependsOn",
      ${ms('t.ready_at')} AS "readyAt", ${ms('t.finished_at')} AS "finishedAt"
    FROM task t ORDER BY t.run_id, t.idx`,
  attempts: `SELECT id, task_id AS "taskId", agent_id AS "agentId", number, fence, status, ${ms('created_at')} AS "createdAt",
      ${ms('started_at')} AS "startedAt", ${ms('ended_at')} AS "endedAt", hedge_of IS NOT NULL AS "isHedge" FROM attempt ORDER BY id`,
  events: `SELECT run_id AS "runId", seq, task_id AS "taskId", type FROM event ORDER BY run_id, seq`,
  decisions: `SELECT id AS "attemptId", ${ms('created_at')} AS at, routed_ms::float8 AS "routedMs", (record->'predicted'->'success'->>0)::float8 AS expected
    FROM decision WHERE task_id IS NOT NULL ORDER BY id`,
  failures: `SELECT ${ms('f.began_at')} AS "beganAt", ${ms('f.seen_at')} AS "seenAt", ${ms('c.validated_at')} AS "recoveredAt", f.type AS subject
    FROM failure f LEFT JOIN recovery c ON c.failure_id = f.id ORDER BY f.seen_at`,
} as const;

type Stored = Pick<ValidationHistory, keyof typeof STATEMENTS>;
export type RecordedHistory = Omit<Stored, 'tasks'> & { tasks: (Omit<HistoryTask, 'priority'> & { weight: number })[] };

/** Reads all of it at once: it is the size of its plan, some ten thousand tasks at most. */
export async function readHistory(db: Queryable): Promise<RecordedHistory> {
  const entries = await Promise.all(
    Object.entries(STATEMENTS).map(async ([name, text]) => [name, (await db.query({ text, values: [] })).rows] as const),
  );
  return Object.fromEntries(entries) as unknown as RecordedHistory;
}

/** How far a validation run's own runs are. */
export async function countRuns(db: Queryable): Promise<{ begun: number; ended: number }> {
  const { rows } = await db.query<{ begun: number; ended: number }>({
    text: 'SELECT count(*)::int AS begun, count(finished_at)::int AS ended FROM run',
    values: [],
  });
  return rows[0] ?? { begun: 0, ended: 0 };
}

/** Recoveries of which it is not known yet whether they worked. */
export async function countOpenRecoveries(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ n: number }>({
    text: `SELECT count(*)::int AS n FROM recovery WHERE validated_at IS NULL AND outcome = 'running'`,
    values: [],
  });
  return rows[0]?.n ?? 0;
}
