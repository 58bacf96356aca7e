import type { Restraint, RestraintKind, RestraintSubject } from '../core/recovery/restraint.ts';
import { bareArray } from './arrays.ts';
import type { Database } from './client.ts';
import { underPassLock } from './pass-lock.ts';
import type { Queryable } from './queryable.ts';

const COLUMNS = `id, kind, subject, amount, reason, created_by AS "by", began_at AS "beganAt", ends_at AS "endsAt"`;
const IN_FORCE = 'lifted_at IS NULL AND (ends_at IS NULL OR ends_at > clock_timestamp())';

/** What holds now. */
export async function readRestraints(db: Queryable): Promise<Restraint[]> {
  const { rows } = await db.query<Restraint>({
    name: 'read_restraints',
    text: `SELECT ${COLUMNS} FROM restraint WHERE ${IN_FORCE} ORDER BY began_at`,
    values: [],
  });
  return rows;
}

export const FLEET_STOPPED = `EXISTS (SELECT 1 FROM restraint WHERE kind = 'stopped' AND lifted_at IS NULL)`;
/** True while no pass may place anything: stopped or paused. For the statement of a pass: asked once per statement. */
export const FLEET_HELD = `EXISTS (SELECT 1 FROM restraint WHERE kind IN ('stopped', 'paused') AND lifted_at IS NULL)`;

/** What holds the whole fleet; null: nothing of that kind. */
export async function readHolds(db: Queryable): Promise<{ stopped: Restraint | null; paused: Restraint | null }> {
  const { rows } = await db.query<Restraint>({
    name: 'read_holds',
    text: `SELECT ${COLUMNS} FROM restraint WHERE kind IN ('stopped', 'paused') AND lifted_at IS NULL`,
    values: [],
  });
  const of = (wanted: RestraintKind) => rows.find(({ kind }) => kind === wanted) ?? null;
  return { stopped: of('stopped'), paused: of('paused') };
}

export interface NewRestraint {
  id: string;
  kind: RestraintKind;
  subject: RestraintSubject;
  amount: number | null;
  reason: string;
  by: string;
  failureId: string | null;
  /** Null: until somebody lifts it. */
  holdMs: number | null;
}

const INSERT = `INSERT INTO restraint (id, kind, subject, amount, reason, created_by, failure_id, began_at, ends_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), clock_timestamp() + $8::float8 * interval '1 ms')`;

export async function insertRestraint(
  db: Queryable,
  { id, kind, subject, amount, reason, by, failureId, holdMs }: NewRestraint,
): Promise<void> {
  await db.query({ name: 'insert_restraint', text: INSERT, values: [id, kind, subject, amount, reason, by, failureId, holdMs] });
}

/**
 * Stops or pauses the fleet: after this commit no pass places anything, because passes hold the same lock and look.
 * @returns false when it was so already
 */
export async function insertHold(
  db: Database,
  hold: { kind: 'stopped' | 'paused'; id: string; reason: string; by: string },
): Promise<boolean> {
  return underPassLock(db, async (client) => {
    const { rowCount } = await client.query({
      name: `insert_${hold.kind}`,
      text: `INSERT INTO restraint (id, kind, subject, reason, created_by, began_at) VALUES ($1, '${hold.kind}', 'fleet', $2, $3, clock_timestamp())
        ON CONFLICT (kind) WHERE kind = '${hold.kind}' AND lifted_at IS NULL DO NOTHING`,
      values: [hold.id, hold.reason, hold.by],
    });
    return rowCount === 1;
  });
}

/** Lifts what holds of a kind on a subject; with `begunBy`, only what they began. @returns how many were lifted */
export async function liftRestraints(
  db: Queryable,
  lift: { kind: RestraintKind; subject: RestraintSubject; begunBy?: string; by: string; reason: string },
): Promise<number> {
  const { rowCount } = await db.query({
    name: 'lift_restraints',
    text: `UPDATE restraint SET lifted_at = clock_timestamp(), lifted_by = $3, lift_reason = $4
      WHERE kind = $1 AND subject = $2 AND ($5::text IS NULL OR created_by = $5) AND ${IN_FORCE}`,
    values: [lift.kind, lift.subject, lift.by, lift.reason, lift.begunBy ?? null],
  });
  return rowCount ?? 0;
}

/** Lifts what was done about these failures and still holds. @returns how many were lifted */
export async function liftOfFailures(db: Queryable, failureIds: string[], lift: { by: string; reason: string }): Promise<number> {
  const { rowCount } = await db.query({
    name: 'lift_of_failures',
    text: `UPDATE restraint SET lifted_at = clock_timestamp(), lifted_by = $2, lift_reason = $3 WHERE failure_id = ANY($1::uuid[]) AND ${IN_FORCE}`,
    values: [bareArray(failureIds), lift.by, lift.reason],
  });
  return rowCount ?? 0;
}

/** Lifts these, as far as they still hold. */
export async function liftById(db: Queryable, ids: string[], lift: { by: string; reason: string }): Promise<void> {
  await db.query({
    name: 'lift_by_id',
    text: `UPDATE restraint SET lifted_at = clock_timestamp(), lifted_by = $2, lift_reason = $3 WHERE id = ANY($1::uuid[]) AND ${IN_FORCE}`,
    values: [bareArray(ids), lift.by, lift.reason],
  });
}

/** Ready tasks that wait in the queue or are shed, counted up to `most`. */
export async function countWaiting(db: Queryable, most: number): Promise<number> {
  const { rows } = await db.query<{ waiting: number }>({
    name: 'count_waiting',
    text: `SELECT ((SELECT count(*) FROM (SELECT 1 FROM task WHERE queue_rank IS NOT NULL LIMIT $1) q)
      + (SELECT count(*) FROM (SELECT 1 FROM task WHERE park_key = 'shed' LIMIT $1) s))::int AS waiting`,
    values: [most],
  });
  return rows[0]?.waiting ?? 0;
}
