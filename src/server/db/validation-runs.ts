import type { JsonValue } from '../core/json.ts';
import type { BenchmarkType, Machine, Progress, Severity, StartValidation, ValidationStatus } from '../core/validation/benchmark.ts';
import type { BenchmarkPlan } from '../core/validation/benchmark-plan.ts';
import type { MeasureVerdict, RegressionView, Verdict } from '../core/validation/judge.ts';
import type { Queryable } from './queryable.ts';

// Validation runs. The status is written here alone, always by compare-and-set on the one before; at most one run is open
// (validation_run_open_idx). Who carries it out renews a lease; when that runs out, the run has failed.

export interface ValidationRow {
  id: string;
  type: BenchmarkType;
  severity: Severity;
  seconds: number | null;
  status: ValidationStatus;
  stopRequested: boolean;
  plan: JsonValue;
  progress: Progress | null;
  machine: Machine | null;
  commit: string | null;
  version: string;
  verdict: Verdict | null;
  verdicts: MeasureVerdict[];
  regression: RegressionView[];
  baselineId: string | null;
  isBaseline: boolean;
  fault: string | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const COLUMNS = `id, type, severity, seconds, status, stop_requested AS "stopRequested", plan, progress, machine, commit, version, verdict, verdicts,
  regression, baseline_id AS "baselineId", is_baseline AS "isBaseline", fault, created_by AS "createdBy", created_at AS "createdAt",
  started_at AS "startedAt", finished_at AS "finishedAt"`;

export interface NewValidation {
  id: string;
  request: StartValidation;
  plan: BenchmarkPlan;
  version: string;
  createdBy: string;
}

/** Writes a run down unless one is open. @returns the id of the open one; null: this one is it now */
export async function insertValidation(db: Queryable, { id, request, plan, version, createdBy }: NewValidation): Promise<string | null> {
  const { rowCount } = await db.query({
    text: `INSERT INTO validation_run (id, type, severity, seconds, status, plan, version, created_by, created_at)
      VALUES ($1, $2, $3, $4, 'queued', $5::json, $6, $7, clock_timestamp()) ON CONFLICT ((true)) WHERE finished_at IS NULL DO NOTHING`,
    values: [id, request.type, request.severity, request.seconds ?? null, JSON.stringify(plan), version, createdBy],
  });
  if (rowCount === 1) return null;
  const { rows } = await db.query<{ id: string }>({ text: 'SELECT id FROM validation_run WHERE finished_at IS NULL', values: [] });
  // It may have ended in between: whoever asks again is let in.
  return rows[0]?.id ?? '';
}

/** Takes the queued run, if there is one: its lease begins. */
export async function claimValidation(db: Queryable, leaseMs: number): Promise<ValidationRow | null> {
  const { rows } = await db.query<ValidationRow>({
    name: 'validation_claim',
    text: `UPDATE validation_run SET status = 'running', started_at = clock_timestamp(), lease_expires_at = clock_timestamp() + $1 * interval '1 ms'
      WHERE status = 'queued' RETURNING ${COLUMNS}`,
    values: [leaseMs],
  });
  return rows[0] ?? null;
}

/** Renews the lease of a running run and notes how far it is. @returns whether somebody wants it stopped; null: it is not running any more */
export async function renewValidation(
  db: Queryable,
  id: string,
  { leaseMs, progress }: { leaseMs: number; progress: Progress | null },
): Promise<{ stopRequested: boolean } | null> {
  const { rows } = await db.query<{ stopRequested: boolean }>({
    text: `UPDATE validation_run SET lease_expires_at = clock_timestamp() + $2 * interval '1 ms', progress = COALESCE($3::json, progress)
      WHERE id = $1 AND status = 'running' RETURNING stop_requested AS "stopRequested"`,
    values: [id, leaseMs, progress === null ? null : JSON.stringify(progress)],
  });
  return rows[0] ?? null;
}

export interface ValidationEnd {
  status: 'completed' | 'failed' | 'cancelled';
  fault?: string;
  machine?: Machine;
  commit?: string | null;
  verdict?: Verdict;
  verdicts?: MeasureVerdict[];
  regression?: RegressionView[];
  baselineId?: string | null;
}

/** Ends a running run. @returns false when it was not running any more */
export async function endValidation(db: Queryable, id: string, end: ValidationEnd): Promise<boolean> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const { rowCount } = await db.query({
    text: `UPDATE validation_run SET status = $2, fault = $3, machine = $4::json, commit = $5, verdict = $6, verdicts = COALESCE($7::json, verdicts),
        regression = COALESCE($8::json, regression), baseline_id = $9, lease_expires_at = NULL, finished_at = clock_timestamp()
      WHERE id = $1 AND status = 'running'`,
    values: [
      id,
      end.status,
      end.fault ?? null,
      json(end.machine),
      end.commit ?? null,
      end.verdict ?? null,
      json(end.verdicts),
      json(end.regression),
      end.baselineId ?? null,
    ],
  });
  return rowCount === 1;
}

/** Fails runs whose process did not renew its lease. @returns how many */
export async function failOrphanedValidations(db: Queryable): Promise<number> {
  const { rowCount } = await db.query({
    name: 'validation_orphans',
    text: `UPDATE validation_run SET status = 'failed', fault = 'the process that carried it out is gone', lease_expires_at = NULL, finished_at = clock_timestamp()
      WHERE status = 'running' AND lease_expires_at < clock_timestamp()`,
    values: [],
  });
  return rowCount ?? 0;
}

/** Asks for the end of an open run; one that nobody has taken yet ends at once. @returns its status before; null: no such run */
export async function requestValidationStop(db: Queryable, id: string): Promise<ValidationStatus | null> {
  const { rows } = await db.query<{ status: ValidationStatus }>({
    text: `WITH before AS (SELECT id, status FROM validation_run WHERE id = $1 FOR UPDATE), stopped AS (
        UPDATE validation_run v SET stop_requested = true,
          status = CASE WHEN v.status = 'queued' THEN 'cancelled' ELSE v.status END,
          finished_at = CASE WHEN v.status = 'queued' THEN clock_timestamp() END
        FROM before b WHERE v.id = b.id AND v.finished_at IS NULL
      ) SELECT status FROM before`,
    values: [id],
  });
  return rows[0]?.status ?? null;
}

export async function findValidation(db: Queryable, id: string): Promise<ValidationRow | null> {
  const { rows } = await db.query<ValidationRow>({ text: `SELECT ${COLUMNS} FROM validation_run WHERE id = $1`, values: [id] });
  return rows[0] ?? null;
}

export interface ValidationPage {
  limit: number;
  after: { createdAt: Date; id: string } | null;
  type: BenchmarkType | null;
  severity: Severity | null;
}

/** The newest first. */
export async function listValidationRows(db: Queryable, { limit, after, type, severity }: ValidationPage): Promise<ValidationRow[]> {
  const { rows } = await db.query<ValidationRow>({
    text: `SELECT ${COLUMNS} FROM validation_run WHERE ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      AND ($4::text IS NULL OR type = $4) AND ($5::text IS NULL OR severity = $5) ORDER BY created_at DESC, id DESC LIMIT $1`,
    values: [limit, after?.createdAt ?? null, after?.id ?? null, type, severity],
  });
  return rows;
}

/** The newest runs of a kind that completed, the newest first; without a type or severity, of the kind that completed last. */
export async function listCompletedOfKind(
  db: Queryable,
  of: { type: BenchmarkType | null; severity: Severity | null; limit: number },
): Promise<ValidationRow[]> {
  const { rows } = await db.query<ValidationRow>({
    text: `WITH kind AS (SELECT type, severity FROM validation_run WHERE status = 'completed' AND ($1::text IS NULL OR type = $1)
        AND ($2::text IS NULL OR severity = $2) ORDER BY created_at DESC LIMIT 1)
      SELECT ${COLUMNS} FROM validation_run WHERE status = 'completed' AND (type, severity) = (SELECT type, severity FROM kind)
      ORDER BY created_at DESC, id DESC LIMIT $3`,
    values: [of.type, of.severity, of.limit],
  });
  return rows;
}

/** The run that those of a kind are held against. */
export async function findBaseline(db: Queryable, type: BenchmarkType, severity: Severity): Promise<ValidationRow | null> {
  const { rows } = await db.query<ValidationRow>({
    text: `SELECT ${COLUMNS} FROM validation_run WHERE type = $1 AND severity = $2 AND is_baseline`,
    values: [type, severity],
  });
  return rows[0] ?? null;
}

/** Makes a completed run the baseline of its kind, in place of the one before. @returns false when it has not completed */
export async function setBaseline(client: Queryable, id: string): Promise<boolean> {
  await client.query({
    text: `UPDATE validation_run o SET is_baseline = false FROM validation_run n
      WHERE n.id = $1 AND n.status = 'completed' AND o.type = n.type AND o.severity = n.severity AND o.is_baseline AND o.id <> n.id`,
    values: [id],
  });
  const { rowCount } = await client.query({
    text: `UPDATE validation_run SET is_baseline = true WHERE id = $1 AND status = 'completed'`,
    values: [id],
  });
  return rowCount === 1;
}

export interface ValidationLook {
  /** A run is queued or running. */
  open: boolean;
  /** The setting of the night; undefined when it was never written. */
  nightly: unknown;
  /** There are databases of runs, of whatever installation. */
  scratch: boolean;
}

/** Whether there may be anything to do: one statement, which says no nearly always. */
export async function lookAtValidations(db: Queryable, of: { setting: string; prefix: string }): Promise<ValidationLook> {
  const { rows } = await db.query<ValidationLook>({
    name: 'validation_look',
    text: `SELECT EXISTS (SELECT 1 FROM validation_run WHERE finished_at IS NULL) AS open, (SELECT value FROM setting WHERE name = $1) AS nightly,
      EXISTS (SELECT 1 FROM pg_database WHERE starts_with(datname, $2)) AS scratch`,
    values: [of.setting, of.prefix],
  });
  return rows[0] ?? { open: false, nightly: undefined, scratch: false };
}

/** Tasks of users that stand in the queue for a slot, counted up to `most`. */
export async function countWaitingWork(db: Queryable, most: number): Promise<number> {
  const { rows } = await db.query<{ n: number }>({
    text: 'SELECT count(*)::int AS n FROM (SELECT FROM task WHERE queue_rank IS NOT NULL LIMIT $1) x',
    values: [most],
  });
  return rows[0]?.n ?? 0;
}
