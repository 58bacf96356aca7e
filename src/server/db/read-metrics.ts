import type { JsonValue } from '../core/json.ts';
import type { Database } from './client.ts';

// Measures of a window, read from rows. Ids of attempts and decisions carry their time (UUID v7), so a range of ids is a range of time
// and the primary key serves; no statement here reads more of a table than its window and what is named beside it.

/** Attempts assigned at most this long before the window still count when they end in it; milliseconds. */
const LOOK_BACK_MS = 3_600_000;
/** Runs created at most this long before the window still count when they end in it; milliseconds. */
const RUN_LOOK_BACK_MS = 86_400_000;
/** Newest rows that a latency is taken from. */
const LATENCY_SAMPLE = 10_000;
const RECORD_SAMPLE = 500;
const RUN_SAMPLE = 20;
/** Runs with more tasks are left out of the sample of efficiency. */
const RUN_SAMPLE_TASKS = 2_000;

export interface MetricWindow {
  from: Date;
  to: Date;
}

/** The smallest UUID v7 of a moment. */
export function firstIdAt(epochMs: number): string {
  const hex = Math.max(0, Math.trunc(epochMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** A window that ends now, in database time. */
export async function openWindow(db: Database, seconds: number): Promise<MetricWindow> {
  const { rows } = await db.pool.query<{ to: Date }>({ name: 'metric_now', text: 'SELECT clock_timestamp() AS "to"', values: [] });
  const to = rows[0]?.to ?? new Date(0);
  return { from: new Date(to.getTime() - seconds * 1_000), to };
}

export interface AgentWork {
  agentId: string;
  /** Attempts that ended in the window. */
  completed: number;
  failed: number;
  lost: number;
  /** Attempts that were lost and whose task was given to somebody again, or ended. */
  lostReassigned: number;
  /** Time in the window that attempts were running, those that still run included. */
  busyMs: number;
  /** The longest of these times. */
  longestMs: number;
}

export async function readAgentWork(db: Database, { from, to }: MetricWindow): Promise<AgentWork[]> {
  const { rows } = await db.pool.query<AgentWork>({
    name: 'metric_agent_work',
    text: `SELECT agent_id AS "agentId",
        count(*) FILTER (WHERE ended_at >= $2 AND status = 'completed')::int AS completed,
        count(*) FILTER (WHERE ended_at >= $2 AND status = 'failed')::int AS failed,
        count(*) FILTER (WHERE ended_at >= $2 AND status = 'lost')::int AS lost,
        count(*) FILTER (WHERE ended_at >= $2 AND status = 'lost' AND (SELECT t.fence > attempt.fence OR t.finished_at IS NOT NULL
          FROM task t WHERE t.id = attempt.task_id))::int AS "lostReassigned",
        coalesce(sum(extract(epoch FROM least(coalesce(ended_at, $3), $3) - greatest(started_at, $2)) * 1000)
          FILTER (WHERE started_at IS NOT NULL), 0)::float8 AS "busyMs",
        coalesce(max(extract(epoch FROM least(coalesce(ended_at, $3), $3) - greatest(started_at, $2)) * 1000)
          FILTER (WHERE started_at IS NOT NULL), 0)::float8 AS "longestMs"
      FROM attempt WHERE id >= $1 AND (ended_at IS NULL OR ended_at >= $2) GROUP BY 1`,
    values: [firstIdAt(from.getTime() - LOOK_BACK_MS), from, to],
  });
  return rows;
}

export interface Latency {
  p95: number | null;
  samples: number;
}

/** From "ready" to the first assignment; the newest 10,000 of the window. */
export async function readAssignmentLatency(db: Database, { from }: MetricWindow): Promise<Latency> {
  const { rows } = await db.pool.query<Latency>({
    name: 'metric_assignment',
    text: `SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS p95, count(*)::int AS samples FROM (
        SELECT (extract(epoch FROM a.created_at - (SELECT t.ready_at FROM task t WHERE t.id = a.task_id)) * 1000)::float8 AS ms
        FROM (SELECT task_id, created_at FROM attempt WHERE id >= $1 AND created_at >= $2 AND number = 1 ORDER BY id DESC LIMIT $3) a
      ) x WHERE ms >= 0`,
    values: [firstIdAt(from.getTime()), from, LATENCY_SAMPLE],
  });
  return rows[0] ?? { p95: null, samples: 0 };
}

/** Mean time from the end of the last dependency to "ready"; the newest tasks of the window. */
export async function readDependencyLatency(db: Database, { from }: MetricWindow): Promise<{ mean: number | null; samples: number }> {
  const { rows } = await db.pool.query<{ mean: number | null; samples: number }>({
    name: 'metric_dependency',
    text: `SELECT avg(ms) AS mean, count(*)::int AS samples FROM (
        SELECT (SELECT (extract(epoch FROM t.ready_at - max(p.finished_at)) * 1000)::float8
          FROM task t JOIN task_dependency d ON d.task_id = t.id JOIN task p ON p.id = d.dep_id WHERE t.id = a.task_id GROUP BY t.ready_at) AS ms
        FROM (SELECT task_id FROM attempt WHERE id >= $1 AND created_at >= $2 AND number = 1 ORDER BY id DESC LIMIT 1000) a
      ) x WHERE ms >= 0`,
    values: [firstIdAt(from.getTime()), from],
  });
  return rows[0] ?? { mean: null, samples: 0 };
}

/** The newest decision records of the window. */
export async function readDecisionRecords(db: Database, { from }: MetricWindow): Promise<JsonValue[]> {
  const { rows } = await db.pool.query<{ record: JsonValue }>({
    name: 'metric_decisions',
    text: 'SELECT record FROM decision WHERE id >= $1 AND task_id IS NOT NULL ORDER BY id DESC LIMIT $2',
    values: [firstIdAt(from.getTime()), RECORD_SAMPLE],
  });
  return rows.map((row) => row.record);
}

export interface RunCounts {
  completed: number;
  failed: number;
  /** Runs that are not over, whenever they began. */
  open: number;
  /** The newest that ended in the window with more than one task and not too many to look at. */
  sampleIds: string[];
}

export async function readRunCounts(db: Database, { from }: MetricWindow): Promise<RunCounts> {
  const { rows } = await db.pool.query<RunCounts>({
    name: 'metric_runs',
    text: `WITH ended AS MATERIALIZED (
        SELECT id, status, total, created_at FROM run WHERE created_at >= $1 AND finished_at >= $2
      ) SELECT (SELECT count(*)::int FROM ended WHERE status = 'completed') AS completed,
        (SELECT count(*)::int FROM ended WHERE status = 'failed') AS failed,
        (SELECT count(*)::int FROM run WHERE finished_at IS NULL) AS open,
        ARRAY(SELECT id FROM ended WHERE total BETWEEN 2 AND $3 ORDER BY created_at DESC LIMIT $4) AS "sampleIds"`,
    values: [new Date(from.getTime() - RUN_LOOK_BACK_MS), from, RUN_SAMPLE_TASKS, RUN_SAMPLE],
  });
  return rows[0] ?? { completed: 0, failed: 0, open: 0, sampleIds: [] };
}

/** When the attempts of some runs worked. */
export async function readWorkIntervals(db: Database, runIds: string[]): Promise<{ runId: string; from: Date; to: Date }[]> {
  const { rows } = await db.pool.query<{ runId: string; from: Date; to: Date }>({
    name: 'metric_intervals',
    text: `SELECT t.run_id AS "runId", a.started_at AS "from", a.ended_at AS "to" FROM task t
      CROSS JOIN LATERAL (SELECT started_at, ended_at FROM attempt WHERE task_id = t.id) a
      WHERE t.run_id = ANY($1::uuid[]) AND a.started_at IS NOT NULL AND a.ended_at IS NOT NULL`,
    values: [runIds],
  });
  return rows;
}

export interface ResilienceCounts {
  detectionMs: number | null;
  failures: number;
  recoveryMs: number | null;
  recoveries: number;
  /** Breakers there are, whatever their state. */
  breakers: number;
  breakerTrips: number;
}

export async function readResilience(db: Database, { from }: MetricWindow): Promise<ResilienceCounts> {
  const { rows } = await db.pool.query<ResilienceCounts>({
    name: 'metric_resilience',
    text: `SELECT f.ms AS "detectionMs", f.n AS failures, r.ms AS "recoveryMs", r.n AS recoveries,
        (SELECT count(*)::int FROM breaker) AS breakers,
        (SELECT count(*)::int FROM breaker_transition WHERE at >= $1 AND "to" = 'open') AS "breakerTrips"
      FROM (SELECT avg(extract(epoch FROM seen_at - began_at) * 1000)::float8 AS ms, count(*)::int AS n FROM failure WHERE seen_at >= $1 AND seen_at > began_at) f,
        (SELECT avg(extract(epoch FROM c.validated_at - o.began_at) * 1000)::float8 AS ms, count(*)::int AS n
          FROM failure o JOIN recovery c ON c.failure_id = o.id WHERE o.seen_at >= $1 AND c.validated_at IS NOT NULL) r`,
    values: [from],
  });
  return rows[0] ?? { detectionMs: null, failures: 0, recoveryMs: null, recoveries: 0, breakers: 0, breakerTrips: 0 };
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
