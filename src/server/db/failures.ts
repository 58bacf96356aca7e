import type { FailurePile } from '../core/alert/alert-of-failures.ts';
import type { Detector, FailureSeverity, FailureType, RecoveryOutcome, RecoveryStep, RecoveryStrategy } from '../core/recovery/failure.ts';
import type { FailureRow } from '../core/recovery/failure-view.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** What is stored of a failure. Moments are `performance.now()` of this process; they become database time when the row is written. */
export interface NewFailure {
  id: string;
  type: FailureType;
  severity: FailureSeverity;
  detector: Detector;
  agentId: string | null;
  taskId: string | null;
  runId: string | null;
  attemptId: string | null;
  workerId: string | null;
  message: string;
  detail: Record<string, unknown>;
  reportedBy: string | null;
  began: number;
  seen: number;
  /** Null: nothing was done about it yet. */
  acted: number | null;
  /** Null: nothing is done about it. */
  recovery: {
    strategy: RecoveryStrategy | null;
    automatic: boolean;
    outcome: RecoveryOutcome;
    /** Of the one task it is about; null where several are. */
    fence: number | null;
    taskIds: string[];
    /** Without their time: that is when the row is written. */
    steps: Omit<RecoveryStep, 'at'>[];
  } | null;
}

const INSERT = `
WITH i AS MATERIALIZED (
  SELECT x.*, clock_timestamp() AS now FROM json_to_recordset($1::json) AS x(id uuid, type text, severity text, detector text, "agentId" uuid, "taskId" uuid,
    "runId" uuid, "attemptId" uuid, "workerId" uuid, message text, detail json, "reportedBy" text, "beganAgo" float8, "seenAgo" float8, "actedAgo" float8,
    strategy text, automatic boolean, outcome text, fence int, "taskIds" uuid[], steps json)
), f AS (
  INSERT INTO failure (id, type, severity, detector, agent_id, task_id, run_id, attempt_id, worker_id, message, detail, reported_by, began_at, seen_at, acted_at, resolved_at)
  SELECT id, type, severity, detector, "agentId", "taskId", "runId", "attemptId", "workerId", message, detail, "reportedBy", now - "beganAgo" * interval '1 ms',
    now - "seenAgo" * interval '1 ms', now - "actedAgo" * interval '1 ms', CASE WHEN outcome = 'recovered' THEN now END
  FROM i ON CONFLICT (id) DO NOTHING
)
INSERT INTO recovery (failure_id, strategy, automatic, steps, outcome, fence, task_ids, started_at, validated_at, ended_at)
SELECT id, strategy, automatic, COALESCE((SELECT json_agg(s::jsonb || jsonb_build_object('at', to_json(now))) FROM json_array_elements(steps) s), '[]'),
  outcome, fence, "taskIds", now, CASE WHEN outcome = 'recovered' THEN now END, CASE WHEN outcome <> 'running' THEN now END
FROM i WHERE outcome IS NOT NULL ON CONFLICT (failure_id) DO NOTHING`;

/** Stores failures with what is done about them, in one statement. What is stored already stays as it is. */
export async function insertFailures(db: Queryable, failures: NewFailure[]): Promise<void> {
  const now = performance.now();
  const rows = failures.map(({ recovery, began, seen, acted, ...row }) => ({
    ...row,
    ...(recovery ?? {}),
    beganAgo: now - began,
    seenAgo: now - seen,
    actedAgo: acted === null ? null : now - acted,
  }));
  await db.query({ name: 'insert_failures', text: INSERT, values: [JSON.stringify(rows)] });
}

export interface FailureFilter {
  type?: FailureType | undefined;
  severity?: FailureSeverity | undefined;
  agentId?: string | undefined;
  runId?: string | undefined;
  from?: Date | undefined;
  until?: Date | undefined;
  /** Only unresolved ones, or only resolved ones. */
  open?: boolean | undefined;
}

const COLUMNS = `f.id, f.type, f.severity, f.detector, f.agent_id AS "agentId", (SELECT g.name FROM agent g WHERE g.id = f.agent_id) AS "agentName", f.task_id AS "taskId",
  t.key AS "taskKey", t.name AS "taskName", (SELECT w.name FROM run w WHERE w.id = f.run_id) AS "runName", t.status AS "taskStatus", f.run_id AS "runId", f.attempt_id AS "attemptId", f.worker_id AS "workerId", f.message, f.detail,
  f.reported_by AS "reportedBy", f.began_at AS "beganAt", f.seen_at AS "seenAt", f.acted_at AS "actedAt", f.resolved_at AS "resolvedAt", r.strategy, r.automatic,
  r.outcome, r.steps, r.tasks_reassigned AS "tasksReassigned", r.validated_at AS "validatedAt"`;
const FROM = 'FROM failure f LEFT JOIN task t ON t.id = f.task_id LEFT JOIN recovery r ON r.failure_id = f.id';

/** Newest first; `before` is the id of the last one seen. */
export async function listFailureRows(
  db: Database,
  filter: FailureFilter,
  page: { limit: number; before: string | null },
): Promise<FailureRow[]> {
  const { rows } = await db.pool.query<FailureRow>({
    name: 'failure_list',
    text: `SELECT ${COLUMNS} ${FROM}
      WHERE ($1::uuid IS NULL OR f.id < $1) AND ($2::text IS NULL OR f.type = $2) AND ($3::text IS NULL OR f.severity = $3) AND ($4::uuid IS NULL OR f.agent_id = $4)
        AND ($5::uuid IS NULL OR f.run_id = $5) AND ($6::timestamptz IS NULL OR f.seen_at >= $6) AND ($7::timestamptz IS NULL OR f.seen_at < $7)
        AND ($8::boolean IS NULL OR (f.resolved_at IS NULL) = $8)
      ORDER BY f.id DESC LIMIT $9`,
    values: [
      page.before,
      filter.type ?? null,
      filter.severity ?? null,
      filter.agentId ?? null,
      filter.runId ?? null,
      filter.from ?? null,
      filter.until ?? null,
      filter.open ?? null,
      page.limit,
    ],
  });
  return rows;
}

/** What the planner asks of the recent past: reported recoveries under way, unresolved grave failures of the window, failures of one agent. */
export async function readRecoveryLoad(
  db: Queryable,
  of: { agentId: string | null; windowMs: number },
): Promise<{ active: number; critical: number; high: number; ofAgent: number }> {
  const { rows } = await db.query<{ active: number; critical: number; high: number; ofAgent: number }>({
    name: 'recovery_load',
    text: `SELECT (SELECT count(*)::int FROM recovery WHERE outcome = 'running' AND NOT automatic) AS active, f.critical, f.high,
        (SELECT count(*)::int FROM failure WHERE agent_id = $1 AND seen_at >= clock_timestamp() - $2 * interval '1 ms') AS "ofAgent"
      FROM (SELECT count(*) FILTER (WHERE severity = 'critical')::int AS critical, count(*) FILTER (WHERE severity = 'high')::int AS high
        FROM failure WHERE resolved_at IS NULL AND seen_at >= clock_timestamp() - $2 * interval '1 ms' AND severity IN ('critical', 'high')) f`,
    values: [of.agentId, of.windowMs],
  });
  return rows[0] ?? { active: 0, critical: 0, high: 0, ofAgent: 0 };
}

/** What a person should look at. */
export async function readFailurePile(db: Queryable, of: { windowMs: number; lateMs: number }): Promise<FailurePile> {
  const { rows } = await db.query<FailurePile>({
    name: 'failure_pile',
    text: `SELECT f.critical, f.high, f.helpless,
        (SELECT count(*)::int FROM recovery WHERE outcome = 'running' AND started_at < clock_timestamp() - $2 * interval '1 ms') AS late,
        (SELECT count(*)::int FROM dead_letter d JOIN task t ON t.id = d.task_id AND t.status = 'failed' WHERE d.decision IS NULL) AS "deadLetters",
        (SELECT json_build_object('runId', d.run_id, 'taskKey', t.key, 'taskName', t.name, 'reason', d.reason) FROM dead_letter d JOIN task t ON t.id = d.task_id AND t.status = 'failed'
          WHERE d.decision IS NULL ORDER BY d.parked_at DESC LIMIT 1) AS newest
      FROM (SELECT count(*) FILTER (WHERE o.severity = 'critical')::int AS critical, count(*) FILTER (WHERE o.severity = 'high')::int AS high,
          count(*) FILTER (WHERE r.outcome = 'escalated')::int AS helpless
        FROM failure o LEFT JOIN recovery r ON r.failure_id = o.id
        WHERE o.resolved_at IS NULL AND o.seen_at >= clock_timestamp() - $1 * interval '1 ms' AND (o.severity IN ('critical', 'high') OR r.outcome = 'escalated')) f`,
    values: [of.windowMs, of.lateMs],
  });
  return rows[0] ?? { critical: 0, high: 0, late: 0, helpless: 0, deadLetters: 0, newest: null };
}
