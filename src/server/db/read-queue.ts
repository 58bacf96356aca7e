import type pg from 'pg';
import type { JsonValue } from '../core/json.ts';
import type { TaskStatus } from '../core/task/state.ts';
import type { WorkflowDefinition } from '../core/workflow/definition.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import { readBudgetMark } from './budgets.ts';

// What a dispatch pass reads, in one round trip, after it holds the fleet's pass lock. Inputs come by scalar subqueries: as a join, a
// young table without statistics turns them into a scan per row (docs/adr/0003-road-statements.md).

/** The output of a task that another one names. */
export interface ReferencedOutput {
  key: string;
  status: TaskStatus;
  output: JsonValue;
  /** Set when the output is kept as an artifact; `output` then is null. */
  artifactId: string | null;
  /** What the task failed of, or null. */
  error: JsonValue;
}

export interface QueuedTask {
  id: string;
  runId: string;
  key: string;
  name: string;
  fence: number;
  attempts: number;
  losses: number;
  /** Agents that are not to get it again while anybody else can take it; null: none. */
  avoid: string[] | null;
  /** Dependencies that ended in a way that forbids the task; above 0 it is to be skipped. */
  blocked: number;
  /** Rank in the queue or at its gate, as PostgreSQL prints a bigint. */
  rank: string;
  parkKey: string | null;
  waitReason: string | null;
  /** Core's TaskSpec as JSON text: equal for equal tasks, so that its parse can be cached. */
  specText: string;
  /** Input template as JSON text. */
  inputText: string;
  references: ReferencedOutput[];
}

/** What a pass needs of a run. Immutable, so it may be cached. */
export interface RunFacts {
  id: string;
  maxConcurrentTasks: number;
  /** Distinct agents that may work on it at the same time. */
  maxAgents: number;
  executionMode: WorkflowDefinition['execution_mode'];
  /** The stored workflow that it runs; null for a definition that was sent along. */
  workflowId: string | null;
  /** Null when too big to travel with every pass; read them by readRunScope then. */
  input: JsonValue | undefined;
  context: JsonValue | undefined;
  /** W3C traceparent of what started it; null: its trace begins with it. */
  traceParent: string | null;
}

export interface LiveCount {
  agentId: string;
  runId: string;
  count: number;
}

export interface QueueRead {
  /** False: another process is in its pass; nothing else was read for use. */
  locked: boolean;
  tasks: QueuedTask[];
  runs: RunFacts[];
  live: LiveCount[];
  /** Changes with every change of a budget (budgets.ts). */
  budgetMark: string;
}

/** Where parked tasks wait, and how many of each gate to look at. */
export interface GateRead {
  key: string;
  limit: number;
}

/** One lock for the fleet: passes follow one another, so a pass may trust the counts it read. */
export const PASS_LOCK = 7_266_001;
/** Inputs above this many stored bytes are read when the task is executed, not in every pass. */
const SMALL_SCOPE_BYTES = 2_000;

const COLUMNS = `t.id, t.run_id AS "runId", t.key, t.name, t.fence, t.attempts, t.losses, t.avoid_agents AS avoid, t.blocked, t.park_key AS "parkKey",
  t.wait_reason AS "waitReason", t.spec::text AS "specText", t.input::text AS "inputText",
  CASE WHEN t.ref_ids = '{}' THEN NULL ELSE
    (SELECT json_agg(json_build_array(p.key, p.status, p.output, p.output_artifact_id, p.error)) FROM task p WHERE p.id = ANY(t.ref_ids)) END AS refs`;

const READ_QUEUED = `SELECT ${COLUMNS}, t.queue_rank AS rank FROM task t WHERE t.queue_rank IS NOT NULL ORDER BY t.queue_rank, t.id LIMIT $1`;

const READ_PARKED = `SELECT x.* FROM unnest(string_to_array($1, E'\\x1e', ''), $2::int[]) AS g(key, cap),
  LATERAL (SELECT ${COLUMNS}, t.park_rank AS rank FROM task t WHERE t.park_key = g.key ORDER BY t.park_rank LIMIT g.cap) x`;

const READ_RUNS = `SELECT r.id, r.max_concurrent_tasks AS "maxConcurrentTasks", r.max_agents AS "maxAgents",
  r.execution_mode AS "executionMode",
  CASE WHEN r.workflow_version_id IS NOT NULL THEN r.workflow_id END AS "workflowId", r.trace_parent AS "traceParent", s.small,
  CASE WHEN s.small THEN r.input END AS input, CASE WHEN s.small THEN r.context END AS context
FROM run r, LATERAL (SELECT pg_column_size(r.input) + pg_column_size(r.context) < ${SMALL_SCOPE_BYTES} AS small) s
WHERE r.id = ANY(ARRAY(SELECT q.run_id FROM (SELECT t.run_id FROM task t WHERE t.queue_rank IS NOT NULL ORDER BY t.queue_rank, t.id LIMIT $1) q
                       UNION SELECT t.run_id FROM unnest(string_to_array($2, E'\\x1e', ''), $3::int[]) AS g(key, cap),
                         LATERAL (SELECT run_id FROM task WHERE park_key = g.key ORDER BY park_rank LIMIT g.cap) t))`;

/** Judging takes a slot of the agent, and none of the run. */
const NO_RUN = "'00000000-0000-0000-0000-000000000000'::uuid";

export const READ_LIVE = `SELECT agent_id AS "agentId", run_id AS "runId", count(*)::int AS count FROM attempt WHERE ended_at IS NULL GROUP BY 1, 2
UNION ALL SELECT agent_id, ${NO_RUN}, count(*)::int FROM judge_call WHERE ended_at IS NULL GROUP BY 1`;

type TaskRow = Omit<QueuedTask, 'references'> & { refs: [string, TaskStatus, JsonValue, string | null, JsonValue][] | null };
type RunRow = {
  id: string;
  maxConcurrentTasks: number;
  maxAgents: number;
  executionMode: RunFacts['executionMode'];
  workflowId: string | null;
  traceParent: string | null;
  small: boolean;
  input: JsonValue;
  context: JsonValue;
};

function toTask({ refs, ...row }: TaskRow): QueuedTask {
  return {
    ...row,
    references: (refs ?? []).map(([key, status, output, artifactId, error]) => ({ key, status, output, artifactId, error })),
  };
}

function toRun(row: RunRow): RunFacts {
  return {
    id: row.id,
    maxConcurrentTasks: row.maxConcurrentTasks,
    maxAgents: row.maxAgents,
    executionMode: row.executionMode,
    workflowId: row.workflowId,
    traceParent: row.traceParent,
    input: row.small ? row.input : undefined,
    context: row.small ? row.context : undefined,
  };
}

/**
 * Opens the pass transaction on a pipelined connection: takes the lock if it is free and reads live counts, queue heads and gate heads.
 * The counts first: an attempt that ends in between then still takes its slot, while what it unlocked is in the queue. The other way round
 * its slot would go to a task of lower rank. The mark of the budgets last: what was handed in after a budget was set is read with that budget.
 * The caller ends the transaction (placeAttempts or ROLLBACK).
 */
export async function readQueue(connection: pg.ClientBase, limit: number, gates: GateRead[]): Promise<QueueRead> {
  const gateKeys = joinedTexts(gates.map((gate) => gate.key));
  const gateCaps = bareArray(gates.map((gate) => gate.limit));
  const [, lock, live, queued, parked, runs, budgetMark] = await Promise.all([
    connection.query('BEGIN'),
    connection.query<{ locked: boolean }>({
      name: 'pass_lock',
      text: 'SELECT pg_try_advisory_xact_lock($1) AS locked',
      values: [PASS_LOCK],
    }),
    connection.query<LiveCount>({ name: 'read_live', text: READ_LIVE, values: [] }),
    connection.query<TaskRow>({ name: 'read_queued', text: READ_QUEUED, values: [limit] }),
    gates.length === 0
      ? { rows: [] as TaskRow[] }
      : connection.query<TaskRow>({ name: 'read_parked', text: READ_PARKED, values: [gateKeys, gateCaps] }),
    connection.query<RunRow>({ name: 'read_queue_runs', text: READ_RUNS, values: [limit, gateKeys, gateCaps] }),
    readBudgetMark(connection),
  ]);
  const tasks = [...queued.rows, ...parked.rows].map(toTask);
  return { locked: lock.rows[0]?.locked ?? false, tasks, runs: runs.rows.map(toRun), live: live.rows, budgetMark };
}

const READ_GATES = `WITH RECURSIVE gate AS (
  (SELECT park_key FROM task WHERE park_key IS NOT NULL ORDER BY park_key LIMIT 1)
  UNION ALL
  SELECT (SELECT t.park_key FROM task t WHERE t.park_key > gate.park_key ORDER BY t.park_key LIMIT 1) FROM gate WHERE gate.park_key IS NOT NULL
) SELECT park_key AS key FROM gate WHERE park_key IS NOT NULL LIMIT 10000`;

/** Every gate at which at least one task is parked. Walks the index from key to key: its cost is the number of gates, not of tasks. */
export async function readGates(pool: { query: pg.Pool['query'] }): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>({ name: 'read_gates', text: READ_GATES, values: [] });
  return rows.map((row) => row.key);
}

/** Input and context of a run that are too big to travel with every pass. */
export async function readRunScope(pool: { query: pg.Pool['query'] }, runId: string): Promise<{ input: JsonValue; context: JsonValue }> {
  const { rows } = await pool.query<{ input: JsonValue; context: JsonValue }>({
    name: 'read_run_scope',
    text: 'SELECT input, context FROM run WHERE id = $1',
    values: [runId],
  });
  return rows[0] ?? { input: null, context: null };
}

/** Live attempts by agent. */
export async function readLiveCounts(pool: { query: pg.Pool['query'] }): Promise<Map<string, number>> {
  const { rows } = await pool.query<LiveCount>({ name: 'read_live', text: READ_LIVE, values: [] });
  const counts = new Map<string, number>();
  for (const { agentId, count } of rows) counts.set(agentId, (counts.get(agentId) ?? 0) + count);
  return counts;
}
