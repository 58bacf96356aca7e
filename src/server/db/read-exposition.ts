import type { Queryable } from './queryable.ts';
import { firstIdAt } from './read-metrics.ts';

// What a monitoring system is told of this moment, each from its table, with a bound on what is read.

/** Newest rows that a share is taken from. */
const SHARE_SAMPLE = 10_000;
const QUEUE_LIMIT = 100_000;
/** Attempts assigned at most this long before the window count when they ended in it; milliseconds. */
const LOOK_BACK_MS = 3_600_000;

export interface AgentUse {
  id: string;
  name: string;
  /** Empty: none. */
  pool: string;
  slots: number;
  inFlight: number;
}

/** Agents that take work, the busiest first. */
export async function readAgentUse(db: Queryable, limit: number): Promise<AgentUse[]> {
  const { rows } = await db.query<AgentUse>({
    name: 'told_agents',
    text: `SELECT g.id, g.name, COALESCE(g.pool, '') AS pool, g.max_concurrent_tasks AS slots, COALESCE(l.n, 0)::int AS "inFlight"
      FROM agent g LEFT JOIN (SELECT agent_id, count(*) AS n FROM attempt WHERE ended_at IS NULL GROUP BY 1) l ON l.agent_id = g.id
      WHERE g.retired_at IS NULL AND g.status = 'active' ORDER BY COALESCE(l.n, 0)::float8 / g.max_concurrent_tasks DESC, g.name LIMIT $1`,
    values: [limit],
  });
  return rows;
}

export interface StrategyShare {
  strategy: string;
  /** In the last five minutes, and in the last hour. */
  recent: { completed: number; ended: number };
  hour: { completed: number; ended: number };
}

/** How assignments of the last hour ended, by strategy; cancelled and lost ones count for neither side. */
export async function readStrategyShares(db: Queryable, now: Date): Promise<StrategyShare[]> {
  const { rows } = await db.query<{ strategy: string; completed: number; ended: number; recentCompleted: number; recentEnded: number }>({
    name: 'told_strategies',
    text: `SELECT COALESCE(d.strategy, 'none') AS strategy, count(*) FILTER (WHERE a.status = 'completed')::int AS completed, count(*)::int AS ended,
        count(*) FILTER (WHERE a.recent AND a.status = 'completed')::int AS "recentCompleted", count(*) FILTER (WHERE a.recent)::int AS "recentEnded"
      FROM (SELECT id, status, ended_at >= $3 AS recent FROM attempt
        WHERE id >= $1 AND ended_at >= $2 AND status IN ('completed', 'failed') AND hedge_of IS NULL ORDER BY id DESC LIMIT ${SHARE_SAMPLE}) a
      LEFT JOIN decision d ON d.id = a.id GROUP BY 1`,
    values: [firstIdAt(now.getTime() - 3_600_000 - LOOK_BACK_MS), new Date(now.getTime() - 3_600_000), new Date(now.getTime() - 300_000)],
  });
  return rows.map(({ strategy, completed, ended, recentCompleted, recentEnded }) => ({
    strategy,
    recent: { completed: recentCompleted, ended: recentEnded },
    hour: { completed, ended },
  }));
}

/** How runs of the last 24 hours ended, by workflow, those with most runs first. */
export async function readWorkflowShares(db: Queryable): Promise<{ workflow: string; completed: number; ended: number }[]> {
  const { rows } = await db.query<{ workflow: string; completed: number; ended: number }>({
    name: 'told_workflows',
    text: `SELECT workflow_id AS workflow, count(*) FILTER (WHERE status = 'completed')::int AS completed, count(*)::int AS ended
      FROM (SELECT workflow_id, status FROM run WHERE created_at >= clock_timestamp() - interval '1 day' ORDER BY created_at DESC, id DESC LIMIT ${SHARE_SAMPLE}) r
      WHERE status IN ('completed', 'failed') GROUP BY 1 ORDER BY count(*) DESC, 1`,
    values: [],
  });
  return rows;
}

/** Breakers, those that are not closed first. */
export async function readBreakerStates(db: Queryable, limit: number): Promise<{ resourceId: string; status: string }[]> {
  const { rows } = await db.query<{ resourceId: string; status: string }>({
    name: 'told_breakers',
    text: `SELECT resource_id AS "resourceId", status FROM breaker ORDER BY status = 'closed', resource_id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

export interface OpenMatters {
  queued: number;
  parked: number;
  deadLetters: number;
  alerts: { severity: string; open: number }[];
}

export async function readOpenMatters(db: Queryable): Promise<OpenMatters> {
  const { rows } = await db.query<OpenMatters>({
    name: 'told_matters',
    text: `SELECT (SELECT count(*)::int FROM (SELECT 1 FROM task WHERE queue_rank IS NOT NULL LIMIT ${QUEUE_LIMIT}) q) AS queued,
      (SELECT count(*)::int FROM (SELECT 1 FROM task WHERE park_key IS NOT NULL LIMIT ${QUEUE_LIMIT}) p) AS parked,
      (SELECT count(*)::int FROM dead_letter WHERE decision IS NULL) AS "deadLetters",
      (SELECT COALESCE(json_agg(a), '[]') FROM (SELECT severity, count(*)::int AS open FROM alert WHERE closed_at IS NULL GROUP BY 1) a) AS alerts`,
    values: [],
  });
  const [matters] = rows;
  if (matters === undefined) throw new Error('a SELECT without FROM answered no row');
  return matters;
}
