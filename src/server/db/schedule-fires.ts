import type { JsonValue } from '../core/json.ts';
import { type CatchUp, type FireStatus, type Overlap, type ScheduleRule, scheduleRuleSchema } from '../core/trigger/schedule.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

// Occurrences of schedules: noted once each, by compare-and-set on the time that the schedule said was next, and decided one after the
// other under one lock of the fleet.

const FIRE_LOCK = 7_266_003;

/** A schedule whose next occurrence has come. */
export interface DueSchedule {
  id: string;
  rule: ScheduleRule;
  timezone: string;
  catchUp: CatchUp;
  maxCatchUp: number;
  nextAt: Date;
  createdAt: Date;
  /** By the clock of the database. */
  now: Date;
}

export async function readDueSchedules(pool: Queryable, limit: number): Promise<DueSchedule[]> {
  const { rows } = await pool.query<DueSchedule>({
    name: 'read_due_schedules',
    text: `SELECT id, rule, timezone, catch_up AS "catchUp", max_catch_up AS "maxCatchUp", next_at AS "nextAt", created_at AS "createdAt",
        clock_timestamp() AS now FROM schedule WHERE next_at <= clock_timestamp() AND NOT paused ORDER BY next_at LIMIT $1`,
    values: [limit],
  });
  return rows.map((row) => ({ ...row, rule: scheduleRuleSchema.parse(row.rule) }));
}

/** What a schedule's time having come means. */
export interface Advance {
  id: string;
  /** The next occurrence as it was read. */
  seen: Date;
  next: Date | null;
  fires: { id: string; plannedAt: Date }[];
}

/** Moves schedules on and notes their occurrences; one that was moved by somebody else in between changes nothing. */
export async function advanceSchedules(pool: Queryable, advances: readonly Advance[]): Promise<void> {
  await pool.query({
    name: 'advance_schedules',
    text: `WITH a AS MATERIALIZED (
        SELECT * FROM json_to_recordset($1::json) AS x(id uuid, seen timestamptz, next timestamptz, fires json)
      ), s AS (
        UPDATE schedule SET next_at = a.next, last_at = CASE WHEN json_array_length(a.fires) > 0 THEN clock_timestamp() ELSE schedule.last_at END
        FROM a WHERE schedule.id = a.id AND schedule.next_at = a.seen AND NOT schedule.paused RETURNING schedule.id, a.fires
      )
      INSERT INTO schedule_fire (id, schedule_id, occurrence, planned_at, status)
      SELECT f.id, s.id, f."plannedAt"::text, f."plannedAt", 'due' FROM s, json_to_recordset(s.fires) AS f(id uuid, "plannedAt" timestamptz)
      ON CONFLICT DO NOTHING`,
    values: [JSON.stringify(advances)],
  });
}

/** Inside the transaction that takes an event: notes an occurrence of every schedule that waits for it. @returns how many */
export async function noteEventFires(
  client: Queryable,
  signal: { id: string; name: string; key: string | null; payload: JsonValue },
): Promise<number> {
  const { rowCount } = await client.query({
    name: 'note_event_fires',
    text: `WITH s AS (
        UPDATE schedule SET last_at = clock_timestamp() WHERE rule->>'kind' = 'event' AND rule->>'event' = $2 AND NOT paused
          AND (rule->>'key' IS NULL OR rule->>'key' = $3) RETURNING id)
      INSERT INTO schedule_fire (id, schedule_id, occurrence, planned_at, signal, status)
      SELECT gen_random_uuid(), s.id, $1::text, clock_timestamp(), json_build_object('name', $2::text, 'key', $3::text, 'payload', $4::json), 'due' FROM s
      ON CONFLICT DO NOTHING`,
    values: [signal.id, signal.name, signal.key, JSON.stringify(signal.payload)],
  });
  return rowCount ?? 0;
}

/** Inside a transaction: false when somebody else decides occurrences now. */
export async function tryFireLock(client: Queryable): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>({
    name: 'try_fire_lock',
    text: 'SELECT pg_try_advisory_xact_lock($1) AS locked',
    values: [FIRE_LOCK],
  });
  return rows[0]?.locked ?? false;
}

/** An occurrence that is not decided. */
export interface OpenFire {
  id: string;
  scheduleId: string;
  scheduleName: string;
  workflowId: string;
  overlap: Overlap;
  input: JsonValue;
  plannedAt: Date;
  signal: JsonValue;
  status: 'due' | 'queued';
}

/**
 * Occurrences to decide, oldest first. A paused schedule keeps what it has queued, and what waits for a run that still goes on is not asked
 * about: there may be so much of it that nothing else would be.
 */
export async function readOpenFires(client: Queryable, limit: number): Promise<OpenFire[]> {
  const { rows } = await client.query<OpenFire>({
    name: 'read_open_fires',
    text: `WITH busy AS MATERIALIZED (
        SELECT DISTINCT f.schedule_id AS id FROM run r JOIN schedule_fire f ON f.id = r.id WHERE r.finished_at IS NULL
      )
      SELECT f.id, f.schedule_id AS "scheduleId", s.name AS "scheduleName", w.slug AS "workflowId", s.overlap, s.input, f.planned_at AS "plannedAt",
        f.signal, f.status FROM schedule_fire f JOIN schedule s ON s.id = f.schedule_id JOIN workflow w ON w.id = s.workflow_id
      WHERE NOT s.paused AND (f.status = 'due' OR f.status = 'queued' AND (s.overlap <> 'queue' OR f.schedule_id NOT IN (SELECT id FROM busy)))
      ORDER BY f.planned_at, f.id LIMIT $1`,
    values: [limit],
  });
  return rows;
}

/** How many occurrences of schedules are queued. */
export async function countQueuedFires(client: Queryable, scheduleIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ scheduleId: string; queued: number }>({
    name: 'count_queued_fires',
    text: `SELECT schedule_id AS "scheduleId", count(*)::int AS queued FROM schedule_fire
      WHERE status = 'queued' AND schedule_id = ANY($1::uuid[]) GROUP BY 1`,
    values: [bareArray(scheduleIds)],
  });
  return new Map(rows.map(({ scheduleId, queued }) => [scheduleId, queued]));
}

/** Runs of schedules that go on, with their schedules. */
export async function readRunningFires(
  client: Queryable,
  scheduleIds: readonly string[],
): Promise<{ scheduleId: string; runId: string }[]> {
  const { rows } = await client.query<{ scheduleId: string; runId: string }>({
    name: 'read_running_fires',
    text: `SELECT f.schedule_id AS "scheduleId", r.id AS "runId" FROM run r JOIN schedule_fire f ON f.id = r.id
      WHERE r.finished_at IS NULL AND f.schedule_id = ANY($1::uuid[])`,
    values: [bareArray(scheduleIds)],
  });
  return rows;
}

export async function decideFires(
  client: Queryable,
  decisions: readonly { id: string; status: FireStatus; reason: string | null }[],
): Promise<void> {
  await client.query({
    name: 'decide_fires',
    text: `UPDATE schedule_fire f SET status = d.status, reason = d.reason,
        decided_at = CASE WHEN d.status <> 'queued' THEN clock_timestamp() END
      FROM json_to_recordset($1::json) AS d(id uuid, status text, reason text) WHERE f.id = d.id AND f.status IN ('due', 'queued')`,
    values: [JSON.stringify(decisions)],
  });
}
