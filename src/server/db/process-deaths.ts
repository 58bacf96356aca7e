import { z } from 'zod';
import type { IsolatedAgent } from '../core/alert/alert-of-failures.ts';
import type { LivingProcess, ProcessDeath } from '../core/recovery/judge-deadly-agent.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// The evidence against agents: which execution processes died, with whose calls, who lives, and who answers. Times are epoch ms of the database.

/** Newest deaths that are looked at; so many within an hour speak for no single agent. */
const MOST_DEATHS = 50;

const epoch = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

const deathRow = z.object({
  now: z.number(),
  holder: z.string(),
  at: z.number(),
  held: z.array(z.object({ agentId: z.string(), taskIds: z.array(z.string()), begunAt: z.number() })),
});

/** Processes that died within the last `windowMs`, each with the calls that were lost with it. */
export async function readProcessDeaths(db: Queryable, windowMs: number): Promise<{ now: number; deaths: ProcessDeath[] }> {
  const { rows } = await db.query({
    name: 'read_process_deaths',
    text: `SELECT ${epoch('clock_timestamp()')} AS now, w.id AS holder, ${epoch('w.ended_at')} AS at, COALESCE((
        SELECT json_agg(json_build_object('agentId', h.agent_id, 'taskIds', h.task_ids, 'begunAt', h.begun_at)) FROM (
          SELECT f.agent_id, array_agg(DISTINCT f.task_id) AS task_ids, ${epoch('min(COALESCE(a.created_at, f.began_at))')} AS begun_at
          FROM failure f LEFT JOIN attempt a ON a.id = f.attempt_id
          WHERE f.worker_id = w.id AND f.detector = 'worker_lease' AND f.attempt_id IS NOT NULL AND f.agent_id IS NOT NULL GROUP BY 1) h), '[]') AS held
      FROM worker w WHERE w.status = 'lost' AND w.ended_at >= clock_timestamp() - $1 * interval '1 ms' ORDER BY w.ended_at DESC LIMIT ${MOST_DEATHS}`,
    values: [windowMs],
  });
  const parsed = rows.map((row) => deathRow.parse(row));
  return { now: parsed[0]?.now ?? 0, deaths: parsed.map(({ holder, at, held }) => ({ holder, at, held })) };
}

/** Processes that live, each with the calls it is making. */
export async function readLivingProcesses(db: Queryable): Promise<LivingProcess[]> {
  const { rows } = await db.query<LivingProcess>({
    name: 'read_living_processes',
    text: `SELECT ${epoch('w.started_at')} AS "startedAt", COALESCE((
        SELECT json_agg(json_build_object('agentId', c.agent_id, 'begunAt', c.begun_at)) FROM (
          SELECT a.agent_id, ${epoch('min(a.created_at)')} AS begun_at FROM attempt a WHERE a.worker_id = w.id AND a.ended_at IS NULL GROUP BY 1) c), '[]') AS calls
      FROM worker w WHERE w.ended_at IS NULL AND w.lease_expires_at >= clock_timestamp()`,
    values: [],
  });
  return rows;
}

/** Errors that say that no answer came. */
const UNANSWERED = ['timeout', 'stalled', 'lease_lost', 'dead_letter'];

/** By agent: when the newest call was given to it that it answered, of those that ended since a moment (epoch ms). */
export async function readAnswered(db: Queryable, agentIds: readonly string[], since: number): Promise<Map<string, number>> {
  const { rows } = await db.query<{ agentId: string; at: number }>({
    name: 'read_answered',
    text: `SELECT agent_id AS "agentId", ${epoch('max(created_at)')} AS at FROM attempt
      WHERE ended_at >= to_timestamp($2::float8 / 1000) AND agent_id = ANY($1::uuid[])
        AND (status = 'completed' OR status = 'failed' AND error->>'code' <> ALL($3::text[])) GROUP BY 1`,
    values: [bareArray(agentIds), since, UNANSWERED],
  });
  return new Map(rows.map(({ agentId, at }) => [agentId, at]));
}

export interface AgentStanding {
  agentId: string;
  /** Its breaker is forced open because processes died of it. */
  blamed: boolean;
  /** When a person last let it work again; null: nobody had to. */
  vouchedAt: number | null;
}

/** Whether the newest isolation of this breaker was for deaths. */
const FOR_DEATHS = `b.status = 'forced_open' AND (SELECT x.cause = 'deaths' FROM breaker_transition x
  WHERE x.resource_id = b.resource_id AND x."to" = 'forced_open' ORDER BY x.at DESC LIMIT 1)`;

/** What was decided about agents that processes died with. */
export async function readStanding(db: Queryable, agentIds: readonly string[]): Promise<AgentStanding[]> {
  const { rows } = await db.query<AgentStanding>({
    name: 'read_standing',
    text: `SELECT i.id::text AS "agentId", COALESCE(${FOR_DEATHS}, false) AS blamed,
        (SELECT ${epoch('max(x.at)')} FROM breaker_transition x WHERE x.resource_id = 'agent:' || i.id AND x.cause = 'person' AND x."to" <> 'forced_open') AS "vouchedAt"
      FROM unnest($1::uuid[]) AS i(id) LEFT JOIN breaker b ON b.resource_id = 'agent:' || i.id`,
    values: [bareArray(agentIds)],
  });
  return rows;
}

/**
 * With `blamed`: attempts that an agent is to blame for. Those that were counted as losses are taken off their tasks, each once: the attempt says
 * from then on that its agent was the cause. Nothing keeps tasks apart any more that have no others. $1: from how many on.
 */
const TAKE_OFF = `a AS (
        UPDATE attempt SET error = jsonb_set(error::jsonb, '{detail,cause}', '"agent"')::json
        WHERE id IN (SELECT id FROM blamed) AND status = 'lost' AND error->'detail'->>'cause' = 'infrastructure' RETURNING task_id, run_id
      ), n AS (
        SELECT task_id, run_id, count(*)::int AS losses FROM a GROUP BY 1, 2
      ), r AS MATERIALIZED (
        SELECT id FROM run WHERE id IN (SELECT run_id FROM n) ORDER BY id FOR NO KEY UPDATE
      ), l AS MATERIALIZED (
        SELECT t.id, GREATEST(0, t.losses - n.losses) AS losses, t.park_key FROM n JOIN r ON r.id = n.run_id JOIN task t ON t.id = n.task_id
        WHERE t.finished_at IS NULL ORDER BY t.id FOR UPDATE OF t
      ), c AS (
        SELECT id, losses, COALESCE(park_key = 'quarantine' AND losses < $1, false) AS freed FROM l
      )
      UPDATE task SET losses = c.losses, queue_rank = CASE WHEN c.freed THEN task.park_rank ELSE task.queue_rank END,
        park_key = CASE WHEN c.freed THEN NULL ELSE task.park_key END, park_rank = CASE WHEN c.freed THEN NULL ELSE task.park_rank END,
        wait_reason = CASE WHEN c.freed THEN NULL ELSE task.wait_reason END, wait_detail = CASE WHEN c.freed THEN NULL ELSE task.wait_detail END
      FROM c WHERE task.id = c.id`;

/**
 * Takes losses off tasks that an agent is to blame for: those of these processes. They are no evidence against the tasks any more, nor are
 * these attempts, which are not counted yet.
 */
export async function forgiveLosses(
  db: Queryable,
  of: { agentId: string; holders: readonly string[]; attemptIds: readonly string[]; quarantineFrom: number },
): Promise<void> {
  await db.query({
    name: 'forgive_losses',
    text: `WITH blamed AS (
        UPDATE failure SET detail = (detail::jsonb || '{"agent_blamed": true}')::json
        WHERE agent_id = $2 AND detector = 'worker_lease' AND attempt_id IS NOT NULL AND detail->>'agent_blamed' IS NULL
          AND (worker_id = ANY($3::uuid[]) OR worker_id IS NOT NULL AND attempt_id = ANY($4::uuid[]))
        RETURNING attempt_id AS id
      ), ${TAKE_OFF}`,
    values: [of.quarantineFrom, of.agentId, bareArray(of.holders), bareArray(of.attemptIds)],
  });
}

/** The same for attempts that were counted as losses when it was not known yet that their agent is to blame. */
export async function forgiveCounted(db: Queryable, attemptIds: readonly string[], quarantineFrom: number): Promise<void> {
  await db.query({
    name: 'forgive_counted',
    text: `WITH blamed AS (SELECT unnest($2::uuid[]) AS id), ${TAKE_OFF}`,
    values: [quarantineFrom, bareArray(attemptIds)],
  });
}

/** Agents that are isolated because processes died of them, until somebody resets their breakers. */
export async function readIsolated(db: Queryable): Promise<IsolatedAgent[]> {
  const { rows } = await db.query<IsolatedAgent>({
    name: 'read_isolated',
    text: `SELECT g.id AS "agentId", g.name, (SELECT x.reason FROM breaker_transition x WHERE x.resource_id = b.resource_id AND x."to" = 'forced_open'
          ORDER BY x.at DESC LIMIT 1) AS reason,
        (SELECT count(*)::int FROM dead_letter d JOIN task t ON t.id = d.task_id AND t.status = 'failed' WHERE d.decision IS NULL AND d.agent_id = g.id) AS "deadLetters"
      FROM breaker b JOIN agent g ON b.resource_id = 'agent:' || g.id WHERE b.status <> 'closed' AND b.resource_type = 'agent' AND ${FOR_DEATHS} ORDER BY g.name`,
    values: [],
  });
  return rows;
}
