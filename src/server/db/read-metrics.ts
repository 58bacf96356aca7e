import type { JsonValue } from '../core/json.ts';
import type { AgentWork, JudgedDecision, ResilienceCounts, Sampled, Span } from '../core/metrics/window-readings.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import type { Database } from './client.ts';
import { ENDED_DECISION, endedDecisionSchema } from './routing-reports.ts';

// Measures of a window [from, to), read from rows. What ended is found by summarizing indexes over its end; ids of attempts and decisions
// carry their time (UUID v7), so that a range of ids is a range of time. No statement reads more than its window and what is named here.

/** Newest rows that a latency is taken from. */
const LATENCY_SAMPLE = 10_000;
const DEPENDENCY_SAMPLE = 1_000;
const RECORD_SAMPLE = 500;
const RUN_SAMPLE = 20;
/** Runs with more tasks are left out of the sample of efficiency. */
const RUN_SAMPLE_TASKS = 2_000;
/** Clocks of processes may differ by this much from the database's; ids carry the former. */
const CLOCK_SLACK_MS = 60_000;

export interface MetricWindow {
  from: Date;
  to: Date;
}

/** The smallest UUID v7 of a moment. */
export function firstIdAt(epochMs: number): string {
  const hex = Math.max(0, Math.trunc(epochMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** Ids that may have been made in a window. */
const idsOf = ({ from, to }: MetricWindow) => [firstIdAt(from.getTime() - CLOCK_SLACK_MS), firstIdAt(to.getTime() + CLOCK_SLACK_MS)];

/** A window that ends now, in database time. */
export async function openWindow(db: Database, seconds: number): Promise<MetricWindow> {
  const { rows } = await db.pool.query<{ to: Date }>({ name: 'metric_now', text: 'SELECT clock_timestamp() AS "to"', values: [] });
  const to = rows[0]?.to ?? new Date(0);
  return { from: new Date(to.getTime() - seconds * 1_000), to };
}

/** What each agent did: attempts that ended in the window, and the time in it that attempts were running, those that still run included. */
export async function readAgentWork(db: Database, { from, to }: MetricWindow): Promise<AgentWork[]> {
  const columns = 'agent_id, task_id, fence, status, started_at, ended_at';
  const { rows } = await db.pool.query<AgentWork>({
    name: 'metric_agent_work',
    text: `WITH w AS (
        SELECT ${columns} FROM attempt WHERE ended_at >= $1
        UNION ALL SELECT ${columns} FROM attempt WHERE ended_at IS NULL
      ), a AS (
        SELECT *, ended_at < $2 AS ended, (extract(epoch FROM LEAST(COALESCE(ended_at, $2), $2) - GREATEST(started_at, $1)) * 1000)::float8 AS ms FROM w
      ) SELECT agent_id AS "agentId",
        count(*) FILTER (WHERE ended AND status = 'completed')::int AS completed,
        count(*) FILTER (WHERE ended AND status = 'failed')::int AS failed,
        count(*) FILTER (WHERE ended AND status = 'lost')::int AS lost,
        count(*) FILTER (WHERE ended AND status = 'lost' AND (SELECT t.fence > a.fence OR t.finished_at IS NOT NULL
          FROM task t WHERE t.id = a.task_id))::int AS "lostReassigned",
        COALESCE(sum(ms) FILTER (WHERE ms > 0), 0)::float8 AS "busyMs", COALESCE(max(ms) FILTER (WHERE ms > 0), 0)::float8 AS "longestMs"
      FROM a GROUP BY 1`,
    values: [from, to],
  });
  return rows;
}

/** From "ready" to the first assignment, milliseconds. */
export async function readAssignmentLatency(db: Database, window: MetricWindow): Promise<Sampled> {
  const { rows } = await db.pool.query<Sampled>({
    name: 'metric_assignment',
    text: `SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS value, count(*)::int AS samples FROM (
        SELECT (extract(epoch FROM a.created_at - (SELECT t.ready_at FROM task t WHERE t.id = a.task_id)) * 1000)::float8 AS ms
        FROM (SELECT task_id, created_at FROM attempt WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 AND number = 1
          ORDER BY id DESC LIMIT ${LATENCY_SAMPLE}) a
      ) x WHERE ms >= 0`,
    values: [...idsOf(window), window.from, window.to],
  });
  return rows[0] ?? { value: null, samples: 0 };
}

/** Mean time from the end of the last dependency to "ready", milliseconds. */
export async function readDependencyLatency(db: Database, window: MetricWindow): Promise<Sampled> {
  const { rows } = await db.pool.query<Sampled>({
    name: 'metric_dependency',
    text: `SELECT avg(ms)::float8 AS value, count(*)::int AS samples FROM (
        SELECT (SELECT (extract(epoch FROM t.ready_at - max(p.finished_at)) * 1000)::float8
          FROM task t JOIN task_dependency d ON d.task_id = t.id JOIN task p ON p.id = d.dep_id WHERE t.id = a.task_id GROUP BY t.ready_at) AS ms
        FROM (SELECT task_id FROM attempt WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 AND number = 1
          ORDER BY id DESC LIMIT ${DEPENDENCY_SAMPLE}) a
      ) x WHERE ms >= 0`,
    values: [...idsOf(window), window.from, window.to],
  });
  return rows[0] ?? { value: null, samples: 0 };
}

/** How long routing took, milliseconds: the batch that each decision was made in. */
export async function readRoutingLatency(db: Database, window: MetricWindow): Promise<Sampled> {
  const { rows } = await db.pool.query<Sampled>({
    name: 'metric_routing',
    text: `SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY routed_ms)::float8 AS value, count(routed_ms)::int AS samples
      FROM (SELECT routed_ms FROM decision WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 ORDER BY id DESC LIMIT ${LATENCY_SAMPLE}) d`,
    values: [...idsOf(window), window.from, window.to],
  });
  return rows[0] ?? { value: null, samples: 0 };
}

/** The newest decision records of the window, with how their attempts ended. */
export async function readJudgedDecisions(db: Database, window: MetricWindow): Promise<JudgedDecision[]> {
  const { rows } = await db.pool.query<{ record: JsonValue; ended: boolean }>({
    name: 'metric_decisions',
    text: `SELECT d.record, COALESCE(a.status IN ('completed', 'failed'), false) AS ended, ${ENDED_DECISION}
      FROM (SELECT id, task_id, record FROM decision WHERE id >= $1 AND id < $2 AND created_at >= $3 AND created_at < $4 AND task_id IS NOT NULL
        ORDER BY id DESC LIMIT ${RECORD_SAMPLE}) d
      LEFT JOIN attempt a ON a.id = d.id LEFT JOIN task t ON t.id = d.task_id`,
    values: [...idsOf(window), window.from, window.to],
  });
  return rows.map(({ record, ended, ...end }) => ({ record, end: ended ? endedDecisionSchema.parse(end) : null }));
}

export interface RunCounts {
  completed: number;
  failed: number;
  /** Of the failed ones, those whose rollback was carried out. */
  rolledBack: number;
  /** Runs that are not over, whenever they began. */
  open: number;
  /** The newest that ended in the window with more than one task and not too many to look at. */
  sampleIds: string[];
}

export async function readRunCounts(db: Database, { from, to }: MetricWindow): Promise<RunCounts> {
  const { rows } = await db.pool.query<RunCounts>({
    name: 'metric_runs',
    text: `WITH ended AS MATERIALIZED (
        SELECT id, status, total, finished_at FROM run WHERE finished_at >= $1 AND finished_at < $2
      ) SELECT (SELECT count(*)::int FROM ended WHERE status = 'completed') AS completed,
        (SELECT count(*)::int FROM ended WHERE status = 'failed') AS failed,
        (SELECT count(*)::int FROM ended e WHERE status = 'failed' AND EXISTS (SELECT 1 FROM task t
          WHERE t.run_id = e.id AND t.key = $3 AND t.status IN ('completed', 'failed'))) AS "rolledBack",
        (SELECT count(*)::int FROM run WHERE finished_at IS NULL) AS open,
        ARRAY(SELECT id FROM ended WHERE total BETWEEN 2 AND ${RUN_SAMPLE_TASKS} ORDER BY finished_at DESC LIMIT ${RUN_SAMPLE}) AS "sampleIds"`,
    values: [from, to, ROLLBACK_KEY],
  });
  return rows[0] ?? { completed: 0, failed: 0, rolledBack: 0, open: 0, sampleIds: [] };
}

/** When the attempts of some runs worked. */
export async function readWorkIntervals(db: Database, runIds: string[]): Promise<(Span & { runId: string })[]> {
  const { rows } = await db.pool.query<Span & { runId: string }>({
    name: 'metric_intervals',
    text: `SELECT t.run_id AS "runId", a.started_at AS "from", a.ended_at AS "to" FROM task t
      CROSS JOIN LATERAL (SELECT started_at, ended_at FROM attempt WHERE task_id = t.id) a
      WHERE t.run_id = ANY($1::uuid[]) AND a.started_at IS NOT NULL AND a.ended_at IS NOT NULL`,
    values: [runIds],
  });
  return rows;
}

export async function readResilience(db: Database, { from, to }: MetricWindow): Promise<ResilienceCounts> {
  const { rows } = await db.pool.query<ResilienceCounts>({
    name: 'metric_resilience',
    text: `SELECT f.ms AS "detectionMs", f.slow AS detections, f.n AS failures, r.ms AS "recoveryMs", r.n AS recoveries,
        (SELECT count(*)::int FROM breaker) AS breakers,
        (SELECT count(*)::int FROM breaker_transition WHERE at >= $1 AND at < $2 AND "to" = 'open') AS "breakerTrips"
      FROM (SELECT (avg(extract(epoch FROM seen_at - began_at)) FILTER (WHERE seen_at > began_at) * 1000)::float8 AS ms,
          count(*) FILTER (WHERE seen_at > began_at)::int AS slow, count(*)::int AS n FROM failure WHERE seen_at >= $1 AND seen_at < $2) f,
        (SELECT (avg(extract(epoch FROM c.validated_at - o.began_at)) * 1000)::float8 AS ms, count(*)::int AS n
          FROM failure o JOIN recovery c ON c.failure_id = o.id WHERE o.seen_at >= $1 AND o.seen_at < $2 AND c.validated_at IS NOT NULL) r`,
    values: [from, to],
  });
  return rows[0] ?? { detectionMs: null, detections: 0, failures: 0, recoveryMs: null, recoveries: 0, breakers: 0, breakerTrips: 0 };
}

/** When execution processes held a good lease, and since when there have been any. */
export async function readWorkerSpans(db: Database, { from, to }: MetricWindow): Promise<{ spans: Span[]; since: Date | null }> {
  const { rows } = await db.pool.query<{ spans: { from: string; to: string }[]; since: Date | null }>({
    name: 'metric_workers',
    text: `SELECT (SELECT min(started_at) FROM worker) AS since, COALESCE((SELECT json_agg(json_build_object('from', started_at, 'to', until)) FROM (
        SELECT started_at, LEAST(COALESCE(ended_at, lease_expires_at), lease_expires_at) AS until FROM worker WHERE started_at < $2) w WHERE until >= $1), '[]') AS spans`,
    values: [from, to],
  });
  const { spans = [], since = null } = rows[0] ?? {};
  return { spans: spans.map((span) => ({ from: new Date(span.from), to: new Date(span.to) })), since };
}

/** Slots of agents that take work, and how many of them are taken now. */
export async function readSlots(db: Database): Promise<{ agentId: string; slots: number; inFlight: number }[]> {
  const { rows } = await db.pool.query<{ agentId: string; slots: number; inFlight: number }>({
    name: 'metric_slots',
    text: `SELECT g.id AS "agentId", g.max_concurrent_tasks AS slots,
        (SELECT count(*)::int FROM attempt a WHERE a.agent_id = g.id AND a.ended_at IS NULL) AS "inFlight"
      FROM agent g WHERE g.retired_at IS NULL AND g.status = 'active'`,
    values: [],
  });
  return rows;
}
