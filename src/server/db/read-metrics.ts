import type { ResilienceCounts, Span } from '../core/metrics/window-readings.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

// Measures of a window [from, to) that are read from rows whenever they are asked for: of things that are few, or are so now. What happens
// with every task is added up by bucket (read-sums.ts).

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

/** Runs that are not over, whenever they began. */
export async function countOpenRuns(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ open: number }>({
    name: 'metric_open_runs',
    text: 'SELECT count(*)::int AS open FROM run WHERE finished_at IS NULL',
    values: [],
  });
  return rows[0]?.open ?? 0;
}

export async function readResilience(db: Database, { from, to }: MetricWindow): Promise<ResilienceCounts> {
  const { rows } = await db.pool.query<ResilienceCounts>({
    name: 'metric_resilience',
    text: `SELECT f.ms AS "detectionMs", f.slow AS detections, f.n AS failures, r.ms AS "recoveryMs", r.n AS recoveries,
        (SELECT count(*)::int FROM breaker) AS breakers,
        (SELECT count(*)::int FROM breaker_transition WHERE at >= $1 AND at < $2 AND "to" = 'open') AS "breakerTrips", l.n AS lost, l.again AS "lostReassigned"
      FROM (SELECT (avg(extract(epoch FROM seen_at - began_at)) FILTER (WHERE seen_at > began_at) * 1000)::float8 AS ms,
          count(*) FILTER (WHERE seen_at > began_at)::int AS slow, count(*)::int AS n FROM failure WHERE seen_at >= $1 AND seen_at < $2) f,
        (SELECT (avg(extract(epoch FROM c.validated_at - o.began_at)) * 1000)::float8 AS ms, count(*)::int AS n
          FROM recovery c JOIN failure o ON o.id = c.failure_id WHERE c.ended_at >= $1 AND c.ended_at < $2 AND c.validated_at IS NOT NULL) r,
        (SELECT count(*)::int AS n, count(*) FILTER (WHERE (SELECT t.fence > a.fence OR t.finished_at IS NOT NULL FROM task t WHERE t.id = a.task_id))::int AS again
          FROM attempt a WHERE a.status = 'lost' AND a.ended_at >= $1 AND a.ended_at < $2) l`,
    values: [from, to],
  });
  const [counts] = rows;
  if (counts === undefined) throw new Error('a SELECT of counts answered no row');
  return counts;
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
