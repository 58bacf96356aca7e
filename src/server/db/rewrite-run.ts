import type { JsonValue } from '../core/json.ts';
import { finishRun, type RunTally } from '../core/run/finish.ts';
import { edgesByTask, type Rewrite, type StoredTask } from '../core/run/rewrite-run.ts';
import type { RunStatus } from '../core/run/state.ts';
import type { TaskStatus } from '../core/task/state.ts';
import { ROLLBACK_KEY } from '../core/workflow/plan-rollback.ts';
import type { PlannedDependency, PlannedTask } from '../core/workflow/plan-run.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import type { Queryable } from './queryable.ts';
import { PASS_LOCK } from './read-queue.ts';

// The tasks of a run that goes on are changed to another graph in one transaction that nobody else's statement overlaps. A statement that
// unlocks, cancels or pauses tasks reads which there are before it waits for the run's lock; had it begun before ours and ended after it,
// it would go by the old graph. So we first wait until no pass is under way and no statement that writes tasks, and keep both out for the
// few milliseconds of ours. Changing a running graph is a rare act of a person. Lock order: pass, tasks as a whole, run.

/** How long we wait for others before we give up, ms. */
const LOCK_WAIT_MS = 3_000;

/** A run with everything that a change of its graph needs. */
export interface PatchedRun {
  id: string;
  status: RunStatus;
  graphVersion: number;
  definition: unknown;
  /** The run carries its definition; else its stored version does. */
  ownDefinition: boolean;
  input: JsonValue;
  context: JsonValue;
  tasks: StoredTask[];
}

/** A map or loop that has made calls waits for them as pending. */
const STARTED = `(t.status NOT IN ('pending', 'ready') OR COALESCE((t.spec->>'grown')::int, 0) > 0 OR EXISTS (SELECT 1 FROM attempt a WHERE a.task_id = t.id))`;

/** Null: no such run. Dependencies and references only of tasks that were not begun. */
export async function readPatchedRun(pool: Queryable, runId: string): Promise<PatchedRun | null> {
  const { rows } = await pool.query<Omit<PatchedRun, 'tasks'>>({
    text: `SELECT r.id, r.status, r.graph_version AS "graphVersion", COALESCE(r.definition, v.definition) AS definition,
        r.definition IS NOT NULL AS "ownDefinition", r.input, r.context
      FROM run r LEFT JOIN workflow_version v ON v.id = r.workflow_version_id WHERE r.id = $1`,
    values: [runId],
  });
  const run = rows[0];
  if (!run) return null;
  const tasks = await pool.query<Omit<StoredTask, 'dependencies'>>({
    text: `SELECT t.id, t.key, t.status, ${STARTED} AS started, t.ref_ids AS "refIds" FROM task t WHERE t.run_id = $1 ORDER BY t.idx`,
    values: [runId],
  });
  const edges = await pool.query<PlannedDependency & Record<string, unknown>>({
    text: `SELECT d.task_id AS "taskId", d.dep_id AS "depId", d."when", d.soft FROM task t JOIN task_dependency d ON d.task_id = t.id
      WHERE t.run_id = $1 AND t.status IN ('pending', 'ready')`,
    values: [runId],
  });
  const byTask = edgesByTask(edges.rows);
  return { ...run, tasks: tasks.rows.map((task) => ({ ...task, dependencies: byTask.get(task.id) ?? [] })) };
}

/** Keeps everybody else out of the tasks, then takes the run. @returns null when it is gone */
export async function lockRunForRewrite(
  client: Queryable,
  runId: string,
): Promise<{ status: RunStatus; graphVersion: number; seq: number } | null> {
  await client.query({ text: `SET LOCAL lock_timeout = ${LOCK_WAIT_MS}` });
  await client.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [PASS_LOCK] });
  await client.query({ text: 'LOCK TABLE task IN SHARE ROW EXCLUSIVE MODE' });
  const { rows } = await client.query<{ status: RunStatus; graphVersion: number; seq: number }>({
    text: 'SELECT status, graph_version AS "graphVersion", seq FROM run WHERE id = $1 FOR NO KEY UPDATE',
    values: [runId],
  });
  return rows[0] ?? null;
}

/** SQLSTATE of a lock that was not to be had in time, and of two that waited for each other. */
export function isLockTimeout(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '55P03' || code === '40P01';
}

/** Whether the tasks are as they were read: begun or not, ready or not. */
export async function areTasksAsRead(client: Queryable, read: readonly StoredTask[], ids: readonly string[]): Promise<boolean> {
  const known = new Map(read.map((task) => [task.id, task]));
  const { rows } = await client.query<{ id: string; status: TaskStatus; started: boolean }>({
    text: `SELECT t.id, t.status, ${STARTED} AS started FROM task t WHERE t.id = ANY($1::uuid[])`,
    values: [bareArray(ids)],
  });
  return (
    rows.length === ids.length &&
    rows.every(({ id, status, started }) => known.get(id)?.status === status && known.get(id)?.started === started)
  );
}

const TASKS = `unnest($2::uuid[], string_to_array($3, E'\\x1e', ''), string_to_array($4, E'\\x1e', ''), string_to_array($5, E'\\x1e', ''), $6::int[],
  string_to_array($7, E'\\x1e', ''), string_to_array($8, E'\\x1e', ''), string_to_array($9, E'\\x1e', ''))
  WITH ORDINALITY AS x(id, key, name, task_type, head_start, spec, input, ref_ids, ord)`;

function taskValues(runId: string, tasks: PlannedTask[]): unknown[] {
  return [
    runId,
    bareArray(tasks.map(({ id }) => id)),
    joinedTexts(tasks.map(({ key }) => key)),
    joinedTexts(tasks.map(({ name }) => name)),
    joinedTexts(tasks.map(({ taskType }) => taskType)),
    bareArray(tasks.map(({ headStartMs }) => headStartMs)),
    joinedTexts(tasks.map(({ spec }) => JSON.stringify(spec))),
    joinedTexts(tasks.map(({ input }) => JSON.stringify(input))),
    joinedTexts(tasks.map(({ refIds }) => bareArray(refIds))),
  ];
}

const UPDATE_TASKS = `UPDATE task SET name = x.name, task_type = x.task_type, head_start_ms = x.head_start, spec = x.spec::json, input = x.input::json,
  ref_ids = x.ref_ids::uuid[] FROM ${TASKS} WHERE task.id = x.id AND task.run_id = $1`;

/** New tasks stand behind the last; one that is made anew keeps the place of its key. */
const INSERT_TASKS = `INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, head_start_ms, spec, input, ref_ids)
  SELECT x.id, $1::uuid, COALESCE((SELECT o.idx FROM task o WHERE o.id = ($10::uuid[])[x.ord]),
      (SELECT COALESCE(max(idx), -1) FROM task WHERE run_id = $1) + x.ord::int),
    x.key, x.name, x.task_type, 'pending', 0, x.head_start, x.spec::json, x.input::json, x.ref_ids::uuid[] FROM ${TASKS}`;

/** What waits is counted from how everything stands now; who waits for nothing becomes ready. */
const RECOUNT = `WITH c AS (
  SELECT t.id, count(p.id) FILTER (WHERE p.status NOT IN ('completed', 'failed', 'cancelled', 'skipped'))::int AS pending,
    count(p.id) FILTER (WHERE p.status IN ('completed', 'failed', 'cancelled', 'skipped')
      AND NOT (d.soft OR d."when" = 'always' OR d."when" = p.status))::int AS blocked
  FROM task t LEFT JOIN task_dependency d ON d.task_id = t.id LEFT JOIN task p ON p.id = d.dep_id WHERE t.id = ANY($1::uuid[]) GROUP BY t.id
)
UPDATE task SET pending = c.pending, blocked = c.blocked, status = CASE WHEN c.pending = 0 THEN 'ready' ELSE 'pending' END,
  ready_at = CASE WHEN c.pending = 0 THEN clock_timestamp() END,
  queue_rank = CASE WHEN c.pending = 0 AND $2 = 'running' THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms END,
  park_key = CASE WHEN c.pending = 0 AND $2 = 'paused' THEN 'paused:' || task.run_id END,
  park_rank = CASE WHEN c.pending = 0 AND $2 = 'paused' THEN (extract(epoch FROM clock_timestamp()) * 1000)::bigint - task.head_start_ms END,
  wait_reason = CASE WHEN c.pending = 0 AND $2 = 'paused' THEN 'paused' END, wait_detail = NULL
FROM c WHERE task.id = c.id RETURNING task.id, task.status`;

/**
 * Takes the edges of tasks out; answers the ways among them that branches have closed, each as a text of task and branch. They stay closed:
 * what a branch that was begun has chosen is no part of the graph that changes.
 */
async function takeEdges(client: Queryable, taskIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await client.query<{ taskId: string; depId: string; when: string }>({
    text: 'DELETE FROM task_dependency WHERE task_id = ANY($1::uuid[]) RETURNING task_id AS "taskId", dep_id AS "depId", "when"',
    values: [bareArray(taskIds)],
  });
  return new Set(rows.flatMap(({ taskId, depId, when }) => (when === 'not_taken' ? [`${taskId} ${depId}`] : [])));
}

/** Writes the rows of another graph; answers which of them are ready now. The run is locked (lockRunForRewrite). */
async function writeTasks(client: Queryable, runId: string, of: { rewrite: Rewrite; status: RunStatus }): Promise<Map<string, TaskStatus>> {
  const { changed, remade, added, removed, dependencies } = of.rewrite;
  const gone = [...remade.map(({ was }) => was), ...removed];
  const fresh = [...remade.map(({ task }) => task), ...added];
  const closed = await takeEdges(client, [...changed.map(({ id }) => id), ...gone]);
  const before = new Map(remade.map(({ was, task }) => [task.id, was]));
  const isClosed = ({ taskId, depId }: PlannedDependency) => closed.has(`${before.get(taskId) ?? taskId} ${depId}`);
  if (changed.length > 0) await client.query({ text: UPDATE_TASKS, values: taskValues(runId, changed) });
  if (fresh.length > 0) {
    const places = bareArray([...remade.map(({ was }) => was), ...added.map(() => null)]);
    await client.query({ text: INSERT_TASKS, values: [...taskValues(runId, fresh), places] });
  }
  await client.query({ text: 'DELETE FROM task WHERE id = ANY($1::uuid[])', values: [bareArray(gone)] });
  await client.query({
    text: `INSERT INTO task_dependency (task_id, dep_id, "when", soft) SELECT * FROM unnest($1::uuid[], $2::uuid[], string_to_array($3, E'\\x1e', ''), $4::bool[])`,
    values: [
      bareArray(dependencies.map(({ taskId }) => taskId)),
      bareArray(dependencies.map(({ depId }) => depId)),
      joinedTexts(dependencies.map((edge) => (isClosed(edge) ? 'not_taken' : edge.when))),
      bareArray(dependencies.map(({ soft }) => (soft ? 't' : 'f'))),
    ],
  });
  const ids = [...changed, ...fresh].map(({ id }) => id);
  const { rows } = await client.query<{ id: string; status: TaskStatus }>({ text: RECOUNT, values: [bareArray(ids), of.status] });
  return new Map(rows.map(({ id, status }) => [id, status]));
}

/** What happened before to a task that was made anew stays told of it. */
async function moveEvents(client: Queryable, runId: string, remade: Rewrite['remade']): Promise<void> {
  if (remade.length === 0) return;
  await client.query({
    text: `UPDATE event SET task_id = x.id FROM unnest($2::uuid[], $3::uuid[]) AS x(was, id) WHERE event.run_id = $1 AND event.task_id = x.was`,
    values: [runId, bareArray(remade.map(({ was }) => was)), bareArray(remade.map(({ task }) => task.id))],
  });
}

interface NewEvent {
  type: string;
  taskId: string | null;
  /** JSON text. */
  data: string | null;
}

async function appendEvents(client: Queryable, runId: string, of: { after: number; events: NewEvent[] }): Promise<void> {
  await client.query({
    text: `INSERT INTO event (run_id, seq, task_id, type, at, data) SELECT $1, $2::int + x.ord, x.task_id, x.type, clock_timestamp(), x.data::json
      FROM unnest($3::uuid[], string_to_array($4, E'\\x1e', ''), string_to_array($5, E'\\x1e', '')) WITH ORDINALITY AS x(task_id, type, data, ord)`,
    values: [
      runId,
      of.after,
      bareArray(of.events.map(({ taskId }) => taskId)),
      joinedTexts(of.events.map(({ type }) => type)),
      joinedTexts(of.events.map(({ data }) => data)),
    ],
  });
}

export interface RunRewrite {
  runId: string;
  status: RunStatus;
  /** Number of the run's newest event. */
  seq: number;
  read: readonly StoredTask[];
  rewrite: Rewrite;
  /** As JSON text, to be kept with the run; null: its stored version has it. */
  definition: string | null;
  /** What is said of it: run.patched or run.patch_reverted, with its data as JSON text. */
  event: { type: string; data: string };
}

/** The rollback counts as an item (core/workflow/plan-rollback.ts): 1 where the run gets one, -1 where it loses it. */
function rollbacksAdded({ read, rewrite }: Pick<RunRewrite, 'read' | 'rewrite'>): number {
  const id = read.find(({ key }) => key === ROLLBACK_KEY)?.id ?? '';
  return Number(rewrite.added.some(({ key }) => key === ROLLBACK_KEY)) - Number(rewrite.removed.includes(id));
}

/**
 * Changes the rows of a locked run to another graph and tells it in its events. A run of which nothing is left to do ends.
 * @returns the run's status after it
 */
export async function rewriteRun(client: Queryable, change: RunRewrite): Promise<RunStatus> {
  const { runId, rewrite, read } = change;
  const now = await writeTasks(client, runId, change);
  await moveEvents(client, runId, rewrite.remade);
  const before = new Map(read.map(({ id, status }) => [id, status]));
  for (const { was, task } of rewrite.remade) before.set(task.id, before.get(was) ?? 'pending');
  const moved = [...now].filter(([id, status]) => status !== (before.get(id) ?? 'pending'));
  const events: NewEvent[] = [
    { ...change.event, taskId: null },
    ...moved.map(([taskId, status]) => ({ type: `task.${status}`, taskId, data: null })),
  ];
  const { rows } = await client.query<RunTally & { ended: number }>({
    text: `UPDATE run SET graph_version = graph_version + 1, definition = $2::json, total = total + $3, items = items + $4
      WHERE id = $1 RETURNING total, failed, items, items_failed AS "itemsFailed", cancelled, completed + failed + skipped + cancelled AS ended, failure_tolerance AS tolerance`,
    values: [runId, change.definition, rewrite.added.length - rewrite.removed.length, rollbacksAdded(change)],
  });
  const [tally] = rows;
  const status = tally !== undefined && tally.ended === tally.total ? finishRun(tally) : change.status;
  if (status !== change.status) events.push({ type: `run.${status}`, taskId: null, data: null });
  await appendEvents(client, runId, { after: change.seq, events });
  await client.query({
    text: 'UPDATE run SET seq = $2, status = $3, finished_at = CASE WHEN $3 <> $4 THEN clock_timestamp() ELSE finished_at END WHERE id = $1',
    values: [runId, change.seq + events.length, status, change.status],
  });
  return status;
}
