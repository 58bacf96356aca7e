import type { JsonObject, JsonValue } from '../core/json.ts';
import type { ChildRun, RunFailure, RunRow, RunStop } from '../core/run/run-view.ts';
import { isTerminalRun, type RunStatus } from '../core/run/state.ts';
import type { Database } from './client.ts';
import type { Queryable } from './queryable.ts';

/** Whether a run goes on as a task of `r`. */
const HAS_BELOW = `EXISTS (SELECT 1 FROM sub_run s WHERE s.parent_run_id = r.id AND s.closed_at IS NULL)`;
/** `r` and all runs that go on below it, as its tasks and theirs. */
const WITH_BELOW = `(WITH RECURSIVE below AS (SELECT r.id UNION ALL
    SELECT s.task_id FROM below b JOIN sub_run s ON s.parent_run_id = b.id AND s.closed_at IS NULL) SELECT id FROM below)`;

/** How many rows of an open run wait for a person, those of runs below it included; most runs have none below. */
const waiting = (rows: string) => `CASE WHEN r.finished_at IS NOT NULL THEN 0
    WHEN ${HAS_BELOW} THEN (SELECT count(*)::int FROM ${rows} AND w.run_id IN ${WITH_BELOW} AND EXISTS (SELECT 1 FROM run c WHERE c.id = w.run_id AND c.finished_at IS NULL))
    ELSE (SELECT count(*)::int FROM ${rows} AND w.run_id = r.id) END`;

const SUMMARY = `r.id, r.workflow_id AS "workflowId", r.name, r.status, r.execution_mode AS "executionMode", r.priority, r.total,
  r.completed, r.failed, r.skipped, r.cancelled, r.seq, r.parent_run_id AS "parentRunId", r.lineage, r.rerun_from AS "rerunFrom", r.rerun_seq AS "rerunSeq", r.created_by AS "createdBy",
  r.created_at AS "createdAt", r.started_at AS "startedAt", r.finished_at AS "finishedAt",
  ${waiting('review w WHERE w.verdict IS NULL')} AS "openReviews",
  ${waiting(`approval w WHERE w.status = 'open'`)} AS "openApprovals"`;

export interface RunFilter {
  status?: RunStatus[] | undefined;
  workflowId?: string | undefined;
  createdFrom?: Date | undefined;
  endedFrom?: Date | undefined;
  endedTo?: Date | undefined;
  createdTo?: Date | undefined;
  /** Part of the name or of the workflow's id, in any case. */
  text?: string | undefined;
  /** A question or a result of it, or of a run below it, waits for a person. */
  needsPerson?: boolean | undefined;
}

/** A run's place in the list: newest first. */
export interface RunPlace {
  createdAt: Date;
  id: string;
}

/** Only open runs are asked for: then the small index of open runs serves. */
const asksOpenOnly = (status: RunStatus[] | undefined) => status !== undefined && !status.some(isTerminalRun);

/** No index finds a text, so that runs are looked at one by one: so many of them for a page, which takes some 50 ms. */
const TEXT_LOOKS = 50_000;

interface RunPageAsked {
  limit: number;
  after?: RunPlace | undefined;
  /** Runs looked at for a text. */
  looks?: number;
}

interface RunRowPage {
  rows: RunRow[];
  /** Where the look for a text ended before there were as many as asked for; null: there are no more than these, or `limit` of them. */
  lookedTo: RunPlace | null;
}

/**
 * Up to `limit` runs, newest first, after `after`. The statement is put together from fixed parts; whatever a client says is a parameter.
 */
export async function listRunRows(
  db: Database,
  { text, ...filter }: RunFilter,
  { limit, after, looks = TEXT_LOOKS }: RunPageAsked,
): Promise<RunRowPage> {
  const values: unknown[] = [];
  const param = (value: unknown) => `$${values.push(value)}`;
  const where = runConditions(filter, param);
  if (after) where.push(`(r.created_at, r.id) < (${param(after.createdAt)}::timestamptz, ${param(after.id)}::uuid)`);
  const runs = `FROM run r ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY r.created_at DESC, r.id DESC`;
  if (text === undefined) {
    const { rows } = await db.pool.query<RunRow>({ text: `SELECT ${SUMMARY} ${runs} LIMIT ${param(limit)}`, values });
    return { rows, lookedTo: null };
  }
  const { rows: found } = await db.pool.query<{ ids: string[] | null; looked: number; createdAt: Date | null; id: string | null }>({
    text: `WITH looked AS MATERIALIZED (SELECT r.id, r.created_at, r.name, r.workflow_id ${runs} LIMIT ${param(looks)}),
        last AS (SELECT created_at, id FROM looked ORDER BY created_at, id LIMIT 1)
      SELECT ARRAY(SELECT r.id FROM looked r WHERE ${runConditions({ text }, param).join(' AND ')} ORDER BY r.created_at DESC, r.id DESC LIMIT ${param(limit)}) AS ids,
        (SELECT count(*)::int FROM looked) AS looked, (SELECT created_at FROM last) AS "createdAt", (SELECT id FROM last) AS id`,
    values,
  });
  const { ids, looked = 0, createdAt, id } = found[0] ?? {};
  const rows = (await findRunRows(db.pool, ids ?? [])).sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const ended = rows.length >= limit || looked < looks || !createdAt || !id;
  return { rows, lookedTo: ended ? null : { createdAt, id } };
}

/** The filter as conditions on `run r`. @param param takes a value and answers its place in the statement */
export function runConditions(filter: RunFilter, param: (value: unknown) => string): string[] {
  const where: string[] = [];
  if (filter.status) where.push(`r.status = ANY(${param(filter.status)}::text[])`);
  if (asksOpenOnly(filter.status)) where.push('r.finished_at IS NULL');
  if (filter.workflowId !== undefined) where.push(`r.workflow_id = ${param(filter.workflowId)}`);
  if (filter.createdFrom) where.push(`r.created_at >= ${param(filter.createdFrom)}::timestamptz`);
  if (filter.createdTo) where.push(`r.created_at < ${param(filter.createdTo)}::timestamptz`);
  if (filter.endedFrom) where.push(`r.finished_at >= ${param(filter.endedFrom)}::timestamptz`);
  if (filter.endedTo) {
    const to = param(filter.endedTo);
    // What ended before then was created before then: the list, newest first, begins there instead of looking at everything since. The
    // clock of the database may have been set back in between, by a little.
    where.push(`r.finished_at < ${to}::timestamptz`, `r.created_at < ${to}::timestamptz + interval '1 minute'`);
  }
  if (filter.needsPerson === true) {
    const asking = `SELECT run_id AS id FROM approval WHERE status = 'open' UNION SELECT run_id FROM review WHERE verdict IS NULL`;
    // And whoever is above them.
    const above = `SELECT s.parent_run_id FROM asking JOIN sub_run s ON s.task_id = asking.id AND s.closed_at IS NULL`;
    where.push('r.finished_at IS NULL', `r.id IN (WITH RECURSIVE asking AS ((${asking}) UNION ${above}) SELECT id FROM asking)`);
  }
  if (filter.text !== undefined) {
    const text = param(filter.text);
    where.push(`(strpos(lower(r.name), lower(${text})) > 0 OR strpos(lower(r.workflow_id), lower(${text})) > 0)`);
  }
  return where;
}

/** Runs by id, in no order; unknown ids are missing. */
export async function findRunRows(db: Queryable, ids: string[]): Promise<RunRow[]> {
  const { rows } = await db.query<RunRow>({
    name: 'run_rows',
    text: `SELECT ${SUMMARY} FROM run r WHERE r.id = ANY($1::uuid[])`,
    values: [ids],
  });
  return rows;
}

/** The newest `limit` runs. */
export async function newestRunRows(db: Database, limit: number): Promise<RunRow[]> {
  return (await listRunRows(db, {}, { limit })).rows;
}

export interface RunDetailRow extends RunRow {
  maxConcurrentTasks: number;
  maxAgents: number;
  failureTolerance: number;
  definition: JsonValue;
  graphVersion: number;
  workflowVersion: number | null;
  input: JsonObject;
  context: JsonObject;
  deadlineAt: Date | null;
}

/** One run with its definition, whether it was sent inline or stored. */
export async function findRunDetail(db: Database, id: string): Promise<RunDetailRow | null> {
  const { rows } = await db.pool.query<RunDetailRow>({
    name: 'run_detail',
    text: `SELECT ${SUMMARY}, r.max_concurrent_tasks AS "maxConcurrentTasks", r.max_agents AS "maxAgents", r.failure_tolerance AS "failureTolerance",
        coalesce(r.definition, v.definition) AS definition, v.version AS "workflowVersion", r.graph_version AS "graphVersion", r.input, r.context, r.deadline_at AS "deadlineAt"
      FROM run r LEFT JOIN workflow_version v ON v.id = r.workflow_version_id WHERE r.id = $1`,
    values: [id],
  });
  return rows[0] ?? null;
}

export async function findRunStatus(db: Database, id: string): Promise<{ status: RunStatus; seq: number } | null> {
  const { rows } = await db.pool.query<{ status: RunStatus; seq: number }>({
    name: 'run_status_seq',
    text: 'SELECT status, seq FROM run WHERE id = $1',
    values: [id],
  });
  return rows[0] ?? null;
}

/** Runs that came from a run, newest first. */
export async function listChildRuns(db: Database, id: string, limit: number): Promise<ChildRun[]> {
  const { rows } = await db.pool.query<ChildRun>({
    name: 'run_children',
    text: `SELECT id, lineage, rerun_from AS "rerunFrom", rerun_seq AS "rerunSeq", status, created_at AS "createdAt" FROM run WHERE parent_run_id = $1
      ORDER BY created_at DESC, id DESC LIMIT $2`,
    values: [id, limit],
  });
  return rows;
}

/** Who brought a run into the state that it is in, and why. What came after that event is looked at: little, for nothing begins after it. */
export async function findStop(db: Database, runId: string, status: 'paused' | 'cancelled'): Promise<RunStop | null> {
  const { rows } = await db.pool.query<RunStop>({
    name: 'run_stop',
    text: `SELECT at, data->>'by' AS by, data->>'by_id' AS "byId", data->>'reason' AS reason FROM event WHERE run_id = $1 AND type = 'run.' || $2 ORDER BY seq DESC LIMIT 1`,
    values: [runId, status],
  });
  return rows[0] ?? null;
}

/** The failed tasks that come first in the definition. */
export async function listFailures(db: Database, runId: string, limit: number): Promise<RunFailure[]> {
  const { rows } = await db.pool.query<RunFailure>({
    name: 'run_failures',
    text: `SELECT id, key AS "taskId", name, error FROM task WHERE run_id = $1 AND status = 'failed' ORDER BY idx LIMIT $2`,
    values: [runId, limit],
  });
  return rows;
}

/** The first failed task of each run; runs without one are missing. */
export async function findFirstFailures(db: Database, runIds: string[]): Promise<Map<string, Pick<RunFailure, 'name' | 'error'>>> {
  const { rows } = await db.pool.query<Pick<RunFailure, 'name' | 'error'> & { runId: string }>({
    name: 'run_first_failures',
    text: `SELECT r.id AS "runId", t.name, t.error FROM unnest($1::uuid[]) r(id)
      CROSS JOIN LATERAL (SELECT name, error FROM task WHERE run_id = r.id AND status = 'failed' ORDER BY idx LIMIT 1) t`,
    values: [runIds],
  });
  return new Map(rows.map(({ runId, name, error }) => [runId, { name, error }]));
}

export interface SinkRow {
  taskId: string;
  output: JsonValue;
  outputArtifactId: string | null;
}

/**
 * What completed tasks gave that no other task depends on, in the order of the definition. Calls of a map or a loop are none of them: it
 * depends on them.
 */
export async function listSinkOutputs(db: Database, runId: string, limit: number): Promise<SinkRow[]> {
  const { rows } = await db.pool.query<SinkRow>({
    name: 'run_sinks',
    text: `SELECT t.key AS "taskId", t.output, t.output_artifact_id AS "outputArtifactId" FROM task t
      WHERE t.run_id = $1 AND t.parent_id IS NULL AND t.status = 'completed' AND NOT EXISTS (SELECT 1 FROM task_dependency d WHERE d.dep_id = t.id AND d."when" <> 'turn')
      ORDER BY t.idx LIMIT $2`,
    values: [runId, limit],
  });
  return rows;
}
