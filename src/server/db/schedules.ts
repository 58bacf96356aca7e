import type { JsonValue } from '../core/json.ts';
import {
  type CatchUp,
  type FireView,
  type Overlap,
  type ScheduleRule,
  type ScheduleView,
  scheduleRuleSchema,
} from '../core/trigger/schedule.ts';
import type { Queryable } from './queryable.ts';

export type ScheduleRow = Omit<ScheduleView, 'createdByName'>;

const COLUMNS = `s.id, w.slug AS "workflowId", w.name AS "workflowName", s.name, s.rule, s.timezone, s.input, s.overlap, s.catch_up AS "catchUp",
  s.max_catch_up AS "maxCatchUp", s.paused, s.next_at AS "nextAt", s.last_at AS "lastAt", s.created_by AS "createdBy", s.created_at AS "createdAt"`;
const FROM = 'FROM schedule s JOIN workflow w ON w.id = s.workflow_id';

const rowOf = (row: ScheduleRow): ScheduleRow => ({ ...row, rule: scheduleRuleSchema.parse(row.rule) });

/** Schedules by name; `workflowId` is a slug. */
export async function listScheduleRows(
  pool: Queryable,
  page: { limit: number; after: { name: string; id: string } | null; workflowId: string | null },
): Promise<ScheduleRow[]> {
  const { rows } = await pool.query<ScheduleRow>({
    text: `SELECT ${COLUMNS} ${FROM} WHERE w.archived_at IS NULL AND ($2::text IS NULL OR (s.name, s.id) > ($2::text, $3::uuid))
        AND ($4::text IS NULL OR w.slug = $4) ORDER BY s.name, s.id LIMIT $1`,
    values: [page.limit, page.after?.name ?? null, page.after?.id ?? null, page.workflowId],
  });
  return rows.map(rowOf);
}

export async function findSchedule(pool: Queryable, id: string): Promise<ScheduleRow | null> {
  const { rows } = await pool.query<ScheduleRow>({ text: `SELECT ${COLUMNS} ${FROM} WHERE s.id = $1`, values: [id] });
  return rows[0] === undefined ? null : rowOf(rows[0]);
}

/** What is stored of a schedule. */
export interface StoredSchedule {
  name: string;
  rule: ScheduleRule;
  timezone: string;
  input: JsonValue;
  overlap: Overlap;
  catchUp: CatchUp;
  maxCatchUp: number;
  paused: boolean;
  nextAt: Date | null;
}

const valuesOf = (row: StoredSchedule) => [
  row.name,
  JSON.stringify(row.rule),
  row.timezone,
  JSON.stringify(row.input),
  row.overlap,
  row.catchUp,
  row.maxCatchUp,
  row.paused,
  row.nextAt,
];

/** @returns false when there is no such workflow */
export async function insertSchedule(
  pool: Queryable,
  {
    id,
    workflowId,
    createdBy,
    createdAt,
    row,
  }: { id: string; workflowId: string; createdBy: string; createdAt: Date; row: StoredSchedule },
): Promise<boolean> {
  const { rowCount } = await pool.query({
    text: `INSERT INTO schedule (id, workflow_id, created_by, created_at, updated_at, name, rule, timezone, input, overlap, catch_up, max_catch_up, paused, next_at)
      SELECT $1, w.id, $3, $4, $4, $5, $6::json, $7, $8::json, $9, $10, $11, $12, $13 FROM workflow w WHERE w.slug = $2 AND w.archived_at IS NULL`,
    values: [id, workflowId, createdBy, createdAt, ...valuesOf(row)],
  });
  return rowCount === 1;
}

/** @returns whether there was one */
export async function updateSchedule(pool: Queryable, id: string, row: StoredSchedule): Promise<boolean> {
  const { rowCount } = await pool.query({
    text: `UPDATE schedule SET name = $2, rule = $3::json, timezone = $4, input = $5::json, overlap = $6, catch_up = $7, max_catch_up = $8, paused = $9,
      next_at = $10, updated_at = clock_timestamp() WHERE id = $1`,
    values: [id, ...valuesOf(row)],
  });
  return rowCount === 1;
}

/** @returns whether there was one */
export async function deleteSchedule(pool: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await pool.query({ text: 'DELETE FROM schedule WHERE id = $1', values: [id] });
  return rowCount === 1;
}

/** What came of a schedule's occurrences, newest first. */
export async function listFireRows(
  pool: Queryable,
  page: { scheduleId: string; limit: number; before: { plannedAt: Date; id: string } | null },
): Promise<FireView[]> {
  const { rows } = await pool.query<FireView>({
    text: `SELECT id, planned_at AS "plannedAt", status, reason, decided_at AS "decidedAt" FROM schedule_fire
      WHERE schedule_id = $1 AND ($3::timestamptz IS NULL OR (planned_at, id) < ($3::timestamptz, $4::uuid))
      ORDER BY planned_at DESC, id DESC LIMIT $2`,
    values: [page.scheduleId, page.limit, page.before?.plannedAt ?? null, page.before?.id ?? null],
  });
  return rows;
}

/** A schedule that will come. */
export interface NextSchedule {
  id: string;
  name: string;
  /** The slug. */
  workflowId: string;
  workflowName: string;
  nextAt: Date;
  lastAt: Date | null;
}

/** Those that come next, first. */
export async function listNextSchedules(pool: Queryable, limit: number): Promise<NextSchedule[]> {
  const { rows } = await pool.query<NextSchedule>({
    name: 'next_schedules',
    text: `SELECT s.id, s.name, w.slug AS "workflowId", w.name AS "workflowName", s.next_at AS "nextAt", s.last_at AS "lastAt"
      ${FROM} WHERE s.next_at IS NOT NULL AND NOT s.paused AND w.archived_at IS NULL ORDER BY s.next_at, s.id LIMIT $1`,
    values: [limit],
  });
  return rows;
}
