import { z } from 'zod';
import { BUDGET_ACTIONS, BUDGET_PERIODS, BUDGET_SCOPES, type Budget, type ChangeBudget } from '../core/budget/budget.ts';
import type { Queryable } from './queryable.ts';

const rowSchema = z.object({
  id: z.string(),
  scope: z.enum(BUDGET_SCOPES),
  subject: z.string().transform((subject) => (subject === '' ? null : subject)),
  period: z.enum(BUDGET_PERIODS),
  timeZone: z.string(),
  limitUsd: z.number(),
  onExceeded: z.enum(BUDGET_ACTIONS),
  alertShare: z.number(),
  revision: z.number(),
  createdBy: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
});

const COLUMNS = `b.id, b.scope, b.subject, b.period, b.time_zone AS "timeZone", b.limit_usd AS "limitUsd", b.on_exceeded AS "onExceeded",
  b.alert_share AS "alertShare", b.revision, b.created_by AS "createdBy", b.created_at AS "createdAt", b.updated_at AS "updatedAt"`;

/** Those that anything can count against: of single runs and tasks only while their run is open. */
const IN_FORCE = `SELECT ${COLUMNS} FROM budget b
WHERE b.run_id IS NULL OR EXISTS (SELECT 1 FROM run r WHERE r.id = b.run_id AND r.status IN ('running', 'paused'))
ORDER BY array_position(ARRAY[${BUDGET_SCOPES.map((scope) => `'${scope}'`).join(', ')}], b.scope), b.subject, b.period`;

/** Changes with every change of a budget. One small table: dispatch asks in every pass. */
export async function readBudgetMark(db: Queryable): Promise<string> {
  const text = `SELECT concat_ws(' ', count(*), sum(revision), max(updated_at)) AS mark FROM budget`;
  return (await db.query<{ mark: string }>({ name: 'budget_mark', text, values: [] })).rows[0]?.mark ?? '';
}

export async function readBudgets(db: Queryable): Promise<Budget[]> {
  const { rows } = await db.query({ name: 'budgets', text: IN_FORCE, values: [] });
  return rows.map((row) => rowSchema.parse(row));
}

export async function findBudget(db: Queryable, id: string): Promise<Budget | null> {
  const { rows } = await db.query({ name: 'budget', text: `SELECT ${COLUMNS} FROM budget b WHERE b.id = $1`, values: [id] });
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/** A budget that is to be; `runId` where it is of a run or a task. */
export interface NewBudget extends Omit<Budget, 'revision' | 'createdAt' | 'updatedAt'> {
  runId: string | null;
}

/** @returns null when there is one for the same already */
export async function insertBudget(db: Queryable, budget: NewBudget): Promise<Budget | null> {
  const { rows } = await db.query({
    name: 'insert_budget',
    text: `INSERT INTO budget AS b (id, scope, subject, run_id, period, time_zone, limit_usd, on_exceeded, alert_share, created_by, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, clock_timestamp(), clock_timestamp())
      ON CONFLICT (scope, subject, period) DO NOTHING RETURNING ${COLUMNS}`,
    values: [
      budget.id,
      budget.scope,
      budget.subject ?? '',
      budget.runId,
      budget.period,
      budget.timeZone,
      budget.limitUsd,
      budget.onExceeded,
      budget.alertShare,
      budget.createdBy,
    ],
  });
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/**
 * @param revision that was read; null changes whatever is there
 * @returns null when it is not there, or not as it was read
 */
export async function changeBudget(
  db: Queryable,
  id: string,
  { revision, to }: { revision: number | null; to: ChangeBudget },
): Promise<Budget | null> {
  const { rows } = await db.query({
    name: 'change_budget',
    text: `UPDATE budget b SET limit_usd = COALESCE($3, b.limit_usd), on_exceeded = COALESCE($4, b.on_exceeded), alert_share = COALESCE($5, b.alert_share),
        time_zone = COALESCE($6, b.time_zone), revision = b.revision + 1, updated_at = clock_timestamp()
      WHERE b.id = $1 AND ($2::int IS NULL OR b.revision = $2) RETURNING ${COLUMNS}`,
    values: [id, revision, to.limit_usd ?? null, to.on_exceeded ?? null, to.alert_share ?? null, to.time_zone ?? null],
  });
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/** @returns what it was; null when there is none */
export async function deleteBudget(db: Queryable, id: string): Promise<Budget | null> {
  const { rows } = await db.query({
    name: 'delete_budget',
    text: `DELETE FROM budget b WHERE b.id = $1 RETURNING ${COLUMNS}`,
    values: [id],
  });
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/** The run that a budget of a run or task goes with. Null: there is no such subject. */
export async function findSubjectRun(db: Queryable, scope: 'run' | 'task', subject: string): Promise<string | null> {
  const text = scope === 'run' ? 'SELECT id AS "runId" FROM run WHERE id = $1' : 'SELECT run_id AS "runId" FROM task WHERE id = $1';
  const { rows } = await db.query<{ runId: string }>({ name: `budget_of_${scope}`, text, values: [subject] });
  return rows[0]?.runId ?? null;
}

/** The budget that somebody has set for a run; null: nobody has. */
export async function findRunBudget(db: Queryable, runId: string): Promise<Budget | null> {
  const text = `SELECT ${COLUMNS} FROM budget b WHERE b.scope = 'run' AND b.subject = $1`;
  const { rows } = await db.query({ name: 'run_budget', text, values: [runId] });
  return rows[0] === undefined ? null : rowSchema.parse(rows[0]);
}

/** What a run may cost as its definition says, US dollars; null: there is no such run. */
export async function readWrittenLimit(db: Queryable, runId: string): Promise<{ limitUsd: number | null } | null> {
  const { rows } = await db.query<{ limitUsd: number | null }>({
    name: 'written_limit',
    text: `SELECT (SELECT (t.spec ->> 'runMaxCostUsd')::float8 FROM task t WHERE t.run_id = r.id LIMIT 1) AS "limitUsd" FROM run r WHERE r.id = $1`,
    values: [runId],
  });
  return rows[0] ?? null;
}

/** Tasks of a run that are parked for their own limit. */
export async function findHeldTasks(db: Queryable, runId: string, most: number): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>({
    name: 'budget_held_tasks',
    text: `SELECT t.id FROM task t WHERE t.run_id = $1 AND t.park_key = 'budget:task:' || t.id || ':use' LIMIT $2`,
    values: [runId, most],
  });
  return rows.map(({ id }) => id);
}

/** Names of what budgets are for, by scope and subject ("agent:<id>"). */
export async function readSubjectNames(db: Queryable, budgets: readonly Pick<Budget, 'scope' | 'subject'>[]): Promise<Map<string, string>> {
  const subjectsOf = (scope: Budget['scope']) => budgets.flatMap((budget) => (budget.scope === scope ? [budget.subject ?? ''] : []));
  const { rows } = await db.query<{ key: string; name: string }>({
    name: 'budget_subjects',
    text: `SELECT 'agent:' || id AS key, name FROM agent WHERE id = ANY($1::uuid[])
      UNION ALL SELECT 'workflow:' || slug, name FROM workflow WHERE slug = ANY($2)
      UNION ALL SELECT 'run:' || id, name FROM run WHERE id = ANY($3::uuid[])
      UNION ALL SELECT 'task:' || id, name FROM task WHERE id = ANY($4::uuid[])`,
    values: [subjectsOf('agent'), subjectsOf('workflow'), subjectsOf('run'), subjectsOf('task')],
  });
  return new Map(rows.map(({ key, name }) => [key, name]));
}

/** Tasks parked at some gates, each counted up to a bound: beyond it, more is only more. */
export async function countParked(db: Queryable, gates: readonly string[], most: number): Promise<Map<string, number>> {
  const { rows } = await db.query<{ gate: string; count: number }>({
    name: 'budget_parked',
    text: `SELECT g.gate, (SELECT count(*)::int FROM (SELECT 1 FROM task t WHERE t.park_key = g.gate LIMIT $2) c) AS count FROM unnest($1::text[]) AS g(gate)`,
    values: [gates, most],
  });
  return new Map(rows.map(({ gate, count }) => [gate, count]));
}
