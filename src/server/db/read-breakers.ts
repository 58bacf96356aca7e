import { z } from 'zod';
import type { FailedCall } from '../core/breaker/breaker-summary.ts';
import { type NewTransition, TRANSITION_CAUSES } from '../core/breaker/change.ts';
import type { BreakerResourceType } from '../core/breaker/presets.ts';
import { BREAKER_STATUSES, type BreakerStatus } from '../core/breaker/state.ts';
import type { Queryable } from './queryable.ts';

// Breakers as pages read them: lists, what they went through, and what stands behind them.

/** Where a breaker stands in the list. */
export interface BreakerPlace {
  /** How much it wants to be looked at; 0 most. */
  rank: number;
  /** How much stands behind it; 0 most: a host carries agents, an agent its types of task. */
  reach: number;
  resourceId: string;
}

/** What holds work back by itself, what is finding out, what people keep shut, what people left unguarded, all others. */
const RANK = `CASE WHEN status = 'open' AND COALESCE((state ->> 'until')::float8, 0) > extract(epoch FROM clock_timestamp()) * 1000 THEN 0
  WHEN status IN ('open', 'half_open') THEN 1 WHEN status = 'forced_open' THEN 2 WHEN status = 'closed' THEN 4 ELSE 3 END`;
const REACH = `CASE resource_type WHEN 'provider_host' THEN 0 WHEN 'workflow' THEN 1 WHEN 'agent' THEN 2 ELSE 3 END`;

export interface BreakerPage {
  limit: number;
  /** The last one seen. */
  after: BreakerPlace | null;
  statuses: readonly BreakerStatus[] | null;
  type: BreakerResourceType | null;
  agentId: string | null;
}

/** Names of the breakers of a page: first what wants to be looked at, of that first what has the longest reach. */
export async function listBreakerIds(db: Queryable, page: BreakerPage): Promise<BreakerPlace[]> {
  const { after } = page;
  const { rows } = await db.query<BreakerPlace>({
    name: 'list_breakers',
    text: `SELECT * FROM (SELECT ${RANK} AS rank, ${REACH} AS reach, resource_id AS "resourceId" FROM breaker
        WHERE ($1::text[] IS NULL OR status = ANY($1)) AND ($2::text IS NULL OR resource_type = $2)
          AND ($3::text IS NULL OR resource_id = 'agent:' || $3 OR starts_with(resource_id, 'agent:' || $3 || '/'))) b
      WHERE $4::int IS NULL OR (rank, reach, "resourceId") > ($4, $5::int, $6::text) ORDER BY 1, 2, 3 LIMIT $7`,
    values: [page.statuses, page.type, page.agentId, after?.rank ?? null, after?.reach ?? null, after?.resourceId ?? null, page.limit],
  });
  return rows;
}

/** Clocks of processes, by which outcomes are counted, may differ by so much from the database's. Milliseconds. */
const CLOCK_SLACK_MS = 10_000;

/** The newest failure of an agent around a moment, of one type of task if one is named. */
export async function findFailedCall(
  db: Queryable,
  of: { agentId: string; taskType: string | null; at: Date },
): Promise<FailedCall | null> {
  const { rows } = await db.query<FailedCall>({
    name: 'breaker_failed_call',
    text: `SELECT a.run_id AS "runId", t.key AS "taskKey", t.name AS "taskName", a.error ->> 'message' AS message, a.ended_at AS at
      FROM attempt a JOIN task t ON t.id = a.task_id WHERE a.agent_id = $1 AND a.status = 'failed' AND ($2::text IS NULL OR t.task_type = $2)
        AND a.ended_at >= $3::timestamptz - $4 * interval '1 ms' AND a.ended_at <= $3::timestamptz + $4 * interval '1 ms'
      ORDER BY a.ended_at DESC LIMIT 1`,
    values: [of.agentId, of.taskType, of.at, CLOCK_SLACK_MS],
  });
  return rows[0] ?? null;
}

const status = z.enum(BREAKER_STATUSES);
const transitionRow = z.object({
  id: z.string(),
  resourceId: z.string(),
  from: status,
  to: status,
  cause: z.enum(TRANSITION_CAUSES),
  reason: z.string(),
  actor: z.string(),
  at: z.date(),
  window: z.object({
    calls: z.number(),
    failures: z.number(),
    slow: z.number(),
    failureRate: z.number().nullable(),
    slowRate: z.number().nullable(),
  }),
});

export interface StoredTransition extends Omit<NewTransition, 'at'> {
  id: string;
  resourceId: string;
  actor: string;
  at: Date;
}

const TRANSITION = 'id, resource_id AS "resourceId", "from", "to", cause, reason, actor, at, measured AS "window"';

/** Newest first; `after` is the last one seen. */
export async function listTransitions(
  db: Queryable,
  page: { resourceId: string; limit: number; after: { at: Date; id: string } | null },
): Promise<StoredTransition[]> {
  const { rows } = await db.query({
    name: 'list_breaker_transitions',
    text: `SELECT ${TRANSITION} FROM breaker_transition
      WHERE resource_id = $1 AND ($2::timestamptz IS NULL OR (at, id) < ($2, $3)) ORDER BY at DESC, id DESC LIMIT $4`,
    values: [page.resourceId, page.after?.at ?? null, page.after?.id ?? null, page.limit],
  });
  return rows.map((row) => transitionRow.parse(row));
}

/** Everything that changed since, oldest first. */
export async function readTransitionsSince(db: Queryable, since: Date, limit: number): Promise<StoredTransition[]> {
  const { rows } = await db.query({
    name: 'read_breaker_transitions',
    text: `SELECT * FROM (SELECT ${TRANSITION} FROM breaker_transition WHERE at >= $1 ORDER BY at DESC, id DESC LIMIT $2) t ORDER BY at, id`,
    values: [since, limit],
  });
  return rows.map((row) => transitionRow.parse(row));
}

/** Tasks that stand in the queue, told apart by what they ask for and by run. */
export interface QueuedKind {
  specText: string;
  runId: string;
  workflowId: string;
  name: string;
  tasks: number;
}

/** @param limit kinds at most, those with most tasks first */
export async function readQueuedKinds(db: Queryable, limit: number): Promise<QueuedKind[]> {
  const { rows } = await db.query<QueuedKind>({
    name: 'read_queued_kinds',
    text: `SELECT q.spec AS "specText", q.run_id AS "runId", r.workflow_id AS "workflowId", r.name, q.n AS tasks
      FROM (SELECT spec::text AS spec, run_id, count(*)::int AS n FROM task
            WHERE status = 'ready' AND (queue_rank IS NOT NULL OR park_key IS NOT NULL OR available_at IS NOT NULL)
            GROUP BY 1, 2 ORDER BY 3 DESC LIMIT $1) q JOIN run r ON r.id = q.run_id`,
    values: [limit],
  });
  return rows;
}

export async function countAtBreaker(
  db: Queryable,
  of: { resourceId: string; agentIds: string[] },
): Promise<{ waiting: number; inFlight: number }> {
  const { rows } = await db.query<{ waiting: number; inFlight: number }>({
    name: 'count_at_breaker',
    text: `SELECT (SELECT count(*)::int FROM task WHERE park_key = 'breaker:' || $1::text
          OR (park_key > 'breaker:' || $1::text || '/' AND starts_with(park_key, 'breaker:' || $1::text || '/'))) AS waiting,
        (SELECT count(*)::int FROM attempt WHERE ended_at IS NULL AND agent_id = ANY($2::uuid[])) AS "inFlight"`,
    values: [of.resourceId, of.agentIds],
  });
  return rows[0] ?? { waiting: 0, inFlight: 0 };
}
