import type { JsonValue } from '../core/json.ts';
import type { EarlierTask } from '../core/run/plan-rerun.ts';
import type { RunStatus } from '../core/run/state.ts';
import { bareArray } from './arrays.ts';
import type { Queryable } from './queryable.ts';

/** What a re-run needs of the run it repeats. */
export interface RerunSource {
  id: string;
  status: RunStatus;
  /** Number of its newest event. */
  seq: number;
  workflowId: string;
  workflowVersionId: string | null;
  /** Of that version. */
  version: number | null;
  /** The run carries a definition of its own: it was sent inline, edited or patched. */
  ownDefinition: boolean;
  definition: unknown;
  input: JsonValue;
  context: JsonValue;
  /** Its tasks by key. What a trial was given instead of doing it is no result. */
  tasks: Map<string, EarlierTask>;
}

interface ClosedWay {
  runId: string;
  key: string;
  branch: string;
}

/** Of the tasks of runs, which ways to them branches have closed. */
async function readClosedWays(pool: Queryable, runIds: readonly string[]): Promise<ClosedWay[]> {
  const { rows } = await pool.query<ClosedWay>({
    text: `SELECT t.run_id AS "runId", t.key, p.key AS branch FROM task t JOIN task_dependency d ON d.task_id = t.id AND d."when" = 'not_taken'
      JOIN task p ON p.id = d.dep_id WHERE t.run_id = ANY($1::uuid[])`,
    values: [bareArray(runIds)],
  });
  return rows;
}

/** Runs with how their tasks ended, in the order of the ids; unknown ids are missing. Three statements, however many. */
export async function readRerunSources(pool: Queryable, runIds: string[]): Promise<RerunSource[]> {
  const { rows } = await pool.query<Omit<RerunSource, 'tasks'>>({
    text: `SELECT r.id, r.status, r.seq, r.workflow_id AS "workflowId", r.workflow_version_id AS "workflowVersionId", v.version,
        r.definition IS NOT NULL AS "ownDefinition", COALESCE(r.definition, v.definition) AS definition, r.input, r.context
      FROM unnest($1::uuid[]) WITH ORDINALITY AS x(id, ord) JOIN run r ON r.id = x.id
      LEFT JOIN workflow_version v ON v.id = r.workflow_version_id ORDER BY x.ord`,
    values: [bareArray(runIds)],
  });
  const tasks = await pool.query<EarlierTask & { runId: string; key: string; completed: number | null; all: number | null }>({
    text: `SELECT t.run_id AS "runId", t.key, t.id, t.status, c.completed, c.all FROM task t
      LEFT JOIN (SELECT parent_id, count(*)::int AS all, (count(*) FILTER (WHERE status = 'completed'))::int AS completed FROM task
        WHERE run_id = ANY($1::uuid[]) AND parent_id IS NOT NULL GROUP BY parent_id) c ON c.parent_id = t.id
      WHERE t.run_id = ANY($1::uuid[]) AND t.parent_id IS NULL AND t.given IS NULL`,
    values: [bareArray(rows.map(({ id }) => id))],
  });
  const sources = new Map(rows.map((row) => [row.id, { ...row, tasks: new Map<string, EarlierTask>() }]));
  for (const { runId, key, id, status, completed, all } of tasks.rows) {
    const calls = completed === null || all === null ? {} : { calls: { completed, all } };
    sources.get(runId)?.tasks.set(key, { id, status, ...calls });
  }
  for (const { runId, key, branch } of await readClosedWays(pool, [...sources.keys()])) {
    const task = sources.get(runId)?.tasks.get(key);
    if (task !== undefined) task.closedBy = [...(task.closedBy ?? []), branch];
  }
  return [...sources.values()];
}
