import type pg from 'pg';
import { z } from 'zod';
import { type EndedAttempt, type Lessons, performanceKey } from '../core/persona/learn-outcomes.ts';
import { type PersonaDefinition, personaDefinitionSchema } from '../core/persona/persona.ts';
import { learnedCapabilitiesSchema } from '../core/persona/update-proficiency.ts';
import { ATTEMPT_ERROR_CODES } from '../core/task/attempt-outcome.ts';
import { parseSpec } from '../core/task/spec-cache.ts';
import { bareArray } from './arrays.ts';

// Reads outcomes once, in the order of their end, and keeps how far it came in the same transaction as what was learned: an outcome is
// never learned from twice. What a person judges counts when it was judged, and never where a deadline decided instead. What is younger
// than LAG_MS is left for the next time, so that a slower commit cannot be overtaken.

const WATERMARK = 'persona_learned_until';
const LAG_MS = 2_000;
/** Before the first time: what this many days back says is learned. */
const FIRST_DAYS = 30;

const watermarkSchema = z.object({ at: z.string(), id: z.uuid() });
type Watermark = z.output<typeof watermarkSchema>;
const NOBODY = '00000000-0000-0000-0000-000000000000';

const rowSchema = z.object({
  id: z.string(),
  endedAt: z.string(),
  agentId: z.string(),
  taskType: z.string(),
  spec: z.string(),
  status: z.enum(['completed', 'failed']),
  errorCode: z.enum(ATTEMPT_ERROR_CODES).nullable().catch(null),
  verification: z.enum(['verified', 'rejected', 'unverified']).nullable(),
  durationMs: z.number().nullable(),
  costUsd: z.number().nullable(),
  assignmentId: z.string().nullable(),
  personaId: z.string().nullable(),
  arm: z.enum(['with', 'without']).nullable(),
});

/** Takes the place where learning stands; other processes wait. */
async function takeWatermark(client: pg.ClientBase): Promise<Watermark> {
  await client.query({
    text: `INSERT INTO setting (name, value, updated_at)
      VALUES ($1, json_build_object('at', clock_timestamp() - $2 * interval '1 day', 'id', $3::text), clock_timestamp()) ON CONFLICT (name) DO NOTHING`,
    values: [WATERMARK, FIRST_DAYS, NOBODY],
  });
  const { rows } = await client.query<{ value: unknown }>({
    text: 'SELECT value FROM setting WHERE name = $1 FOR UPDATE',
    values: [WATERMARK],
  });
  return watermarkSchema.parse(rows[0]?.value);
}

/** Outcomes after the place where learning stands that are not too young. @param place when one counts */
const outcomes = (place: string, more: { from: string; where: string }) => `(SELECT a.id, ${place} AS at, a.agent_id AS "agentId",
    t.task_type AS "taskType", t.spec::text AS spec, a.status, a.error ->> 'code' AS "errorCode", a.verification,
    (extract(epoch FROM a.ended_at - a.started_at) * 1000)::float8 AS "durationMs", a.cost_usd AS "costUsd",
    p.id AS "assignmentId", p.persona_id AS "personaId", d.record -> 'trial' ->> 'arm' AS arm
  FROM ${more.from} JOIN task t ON t.id = a.task_id LEFT JOIN decision d ON d.id = a.id
  LEFT JOIN persona_assignment p ON p.agent_id = a.agent_id AND p.assigned_at <= a.created_at AND (p.ended_at IS NULL OR p.ended_at > a.created_at)
  WHERE ${place} >= $1::timestamptz AND (${place}, a.id) > ($1::timestamptz, $2::uuid)
    AND ${place} <= clock_timestamp() - $4 * interval '1 ms' AND a.status IN ('completed', 'failed') AND ${more.where}
  ORDER BY ${place}, a.id LIMIT $3)`;

const UNREVIEWED = { from: 'attempt a', where: 'NOT EXISTS (SELECT 1 FROM review v WHERE v.attempt_id = a.id)' };
const REVIEWED = { from: 'review v JOIN attempt a ON a.id = v.attempt_id', where: `v.verdict IN ('accept', 'reject')` };

async function readEnded(client: pg.ClientBase, from: Watermark, limit: number) {
  const { rows } = await client.query({
    text: `SELECT *, at::text AS "endedAt" FROM (${outcomes('a.ended_at', UNREVIEWED)} UNION ALL ${outcomes('v.decided_at', REVIEWED)}) x
      ORDER BY at, id LIMIT $3`,
    values: [from.at, from.id, limit, LAG_MS],
  });
  return rows.map((row) => rowSchema.parse(row));
}

function endedAttempt(row: z.output<typeof rowSchema>): EndedAttempt {
  const { assignmentId: id, personaId } = row;
  return {
    agentId: row.agentId,
    taskType: row.taskType,
    spec: parseSpec(row.spec),
    completed: row.status === 'completed',
    errorCode: row.errorCode,
    verification: row.verification,
    durationMs: row.durationMs,
    costUsd: row.costUsd,
    assignment: id === null || personaId === null ? null : { id, personaId },
    arm: row.arm,
  };
}

/** What is known of those that the attempts are about. */
async function readLessons(client: pg.ClientBase, attempts: EndedAttempt[]): Promise<Lessons> {
  const assignments = [...new Set(attempts.flatMap(({ assignment }) => assignment?.id ?? []))];
  const agents = [...new Set(attempts.flatMap(({ agentId, assignment }) => (assignment === null ? [] : [agentId])))];
  const types = [...new Set(attempts.map(({ taskType }) => taskType))];
  const performance = await client.query({
    text: `SELECT persona_id AS "personaId", agent_id AS "agentId", task_type AS "taskType", attempts, successes, duration_ms_sum AS "durationMsSum",
        cost_usd_sum AS "costUsdSum", cost_count AS "costCount", style_weight AS weight, style_success AS success
      FROM persona_performance WHERE agent_id = ANY($1::uuid[]) AND task_type = ANY($2::text[])`,
    values: [agents, types],
  });
  const learned = await client.query({
    text: 'SELECT id, learned FROM persona_assignment WHERE id = ANY($1::uuid[])',
    values: [assignments],
  });
  const arms = await client.query({
    text: `SELECT task_type || ' ' || arm AS key, n, successes, costs, cost_usd AS "costUsd", total FROM persona_trial WHERE task_type = ANY($1::text[])`,
    values: [types],
  });
  return {
    performance: new Map(
      performance.rows.map(({ personaId, agentId, taskType, weight, success, ...sums }) => [
        performanceKey(personaId, agentId, taskType),
        { ...sums, style: { weight, success } },
      ]),
    ),
    learned: new Map(learned.rows.map((row) => [row.id, learnedCapabilitiesSchema.parse(row.learned)])),
    arms: new Map(arms.rows.map(({ key, ...arm }) => [key, arm])),
  };
}

async function readDefinitions(client: pg.ClientBase, attempts: EndedAttempt[]): Promise<Map<string, PersonaDefinition>> {
  const ids = [...new Set(attempts.flatMap(({ assignment }) => assignment?.personaId ?? []))];
  const { rows } = await client.query({ text: 'SELECT id, definition FROM persona WHERE id = ANY($1::text[])', values: [ids] });
  return new Map(rows.map((row) => [row.id, personaDefinitionSchema.parse(row.definition)]));
}

async function writeLessons(client: pg.ClientBase, lessons: Lessons): Promise<void> {
  const performance = [...lessons.performance].map(([key, { style, ...sums }]) => {
    const [persona_id, agent_id, ...type] = key.split(' ');
    return { persona_id, agent_id, task_type: type.join(' '), ...sums, weight: bareArray(style.weight), success: bareArray(style.success) };
  });
  await client.query({
    text: `INSERT INTO persona_performance (persona_id, agent_id, task_type, attempts, successes, duration_ms_sum, cost_usd_sum, cost_count, style_weight, style_success, updated_at)
      SELECT x.persona_id, x.agent_id, x.task_type, x.attempts, x.successes, x."durationMsSum", x."costUsdSum", x."costCount", x.weight::float8[], x.success::float8[], clock_timestamp()
      FROM json_to_recordset($1::json) AS x(persona_id text, agent_id uuid, task_type text, attempts int, successes int, "durationMsSum" float8, "costUsdSum" float8,
        "costCount" int, weight text, success text)
      ON CONFLICT (persona_id, agent_id, task_type) DO UPDATE SET attempts = excluded.attempts, successes = excluded.successes,
        duration_ms_sum = excluded.duration_ms_sum, cost_usd_sum = excluded.cost_usd_sum, cost_count = excluded.cost_count,
        style_weight = excluded.style_weight, style_success = excluded.style_success, updated_at = excluded.updated_at`,
    values: [JSON.stringify(performance)],
  });
  await client.query({
    text: `UPDATE persona_assignment p SET learned = x.learned FROM json_to_recordset($1::json) AS x(id uuid, learned json) WHERE p.id = x.id`,
    values: [JSON.stringify([...lessons.learned].map(([id, learned]) => ({ id, learned })))],
  });
  const arms = [...lessons.arms].map(([key, arm]) => {
    const cut = key.lastIndexOf(' ');
    return { task_type: key.slice(0, cut), arm: key.slice(cut + 1), ...arm };
  });
  await client.query({
    text: `INSERT INTO persona_trial (task_type, arm, n, successes, costs, cost_usd, total, updated_at)
      SELECT x.task_type, x.arm, x.n, x.successes, x.costs, x."costUsd", x.total, clock_timestamp()
      FROM json_to_recordset($1::json) AS x(task_type text, arm text, n float8, successes float8, costs float8, "costUsd" float8, total int)
      ON CONFLICT (task_type, arm) DO UPDATE SET n = excluded.n, successes = excluded.successes, costs = excluded.costs,
        cost_usd = excluded.cost_usd, total = excluded.total, updated_at = excluded.updated_at`,
    values: [JSON.stringify(arms)],
  });
}

/** Nobody ever worked in a persona: there is nothing to learn of, and what ends until somebody does need not be read. */
async function skipWithoutPersonas(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ skipped: boolean }>({
    text: `WITH s AS (
        UPDATE setting SET value = json_build_object('at', (clock_timestamp() - $2 * interval '1 ms')::text, 'id', $3::text), updated_at = clock_timestamp()
        WHERE name = $1 AND NOT EXISTS (SELECT 1 FROM persona_assignment) RETURNING 1
      ) SELECT EXISTS (SELECT 1 FROM s) AS skipped`,
    values: [WATERMARK, LAG_MS, NOBODY],
  });
  return rows[0]?.skipped ?? false;
}

export type Learn = (lessons: Lessons, attempts: EndedAttempt[], definitions: ReadonlyMap<string, PersonaDefinition>) => void;

/**
 * Learns from the next outcomes in one transaction.
 * @returns how many were read; fewer than `limit`: there are no more for now
 */
export async function learnFromEnded(pool: pg.Pool, learn: Learn, limit: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const from = await takeWatermark(client);
    const rows = (await skipWithoutPersonas(client)) ? [] : await readEnded(client, from, limit);
    const last = rows.at(-1);
    if (last !== undefined) {
      const attempts = rows.map(endedAttempt);
      const lessons = await readLessons(client, attempts);
      learn(lessons, attempts, await readDefinitions(client, attempts));
      await writeLessons(client, lessons);
      const next: Watermark = { at: last.endedAt, id: last.id };
      await client.query({
        text: 'UPDATE setting SET value = $2::json, updated_at = clock_timestamp() WHERE name = $1',
        values: [WATERMARK, JSON.stringify(next)],
      });
    }
    await client.query('COMMIT');
    return rows.length;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
