import type { JsonValue } from '../core/json.ts';
import type { ReusableStatus } from '../core/run/plan-rerun.ts';
import { type Given, LEFT_OUT } from '../core/run/plan-trial.ts';
import type { Lineage } from '../core/run/rerun-view.ts';
import type { PlannedTask, RunPlan } from '../core/workflow/plan-run.ts';
import { bareArray, joinedTexts } from './arrays.ts';
import { frozenText } from './frozen-text.ts';
import type { Queryable } from './queryable.ts';

// A run is one statement: run, tasks, dependencies and first events. Several submissions that arrive together share it.
// Every run starts with the events run.created (1), run.started (2) and task.ready for each root.

const INSERT_RUNS = `
WITH r AS (
  INSERT INTO run (id, workflow_id, workflow_version_id, name, status, execution_mode, priority, max_concurrent_tasks, failure_tolerance,
                   definition, input, context, total, items, completed, skipped, seq, parent_run_id, lineage, rerun_from, rerun_seq, created_by, created_at, started_at, deadline_at, max_agents, trace_parent)
  SELECT x.id, x.workflow_id, x.version_id, x.name, 'running', x.mode, x.priority, x.max_concurrent, x.tolerance,
         x.definition::json, x.input::json, x.context::json, x.total, x.items, x.carried, x.skipped, x.seq, x.parent_id, x.lineage, x.rerun_from, x.rerun_seq, x.created_by, clock_timestamp(), clock_timestamp(),
         CASE WHEN x.max_ms IS NOT NULL THEN clock_timestamp() + x.max_ms * interval '1 ms' END, x.max_agents, x.trace_parent
  FROM unnest($1::uuid[], string_to_array($2, E'\\x1e', ''), $3::uuid[], string_to_array($4, E'\\x1e', ''), string_to_array($5, E'\\x1e', ''), $6::int[], $7::int[],
              $8::float8[], string_to_array($9, E'\\x1e', ''), string_to_array($10, E'\\x1e', ''), string_to_array($11, E'\\x1e', ''),
              $12::int[], $13::int[], $14::uuid[], string_to_array($15, E'\\x1e', ''), $16::float8[], $17::int[], $40::int[], $41::int[], string_to_array($42, E'\\x1e', ''),
              string_to_array($43, E'\\x1e', ''), $44::int[], $45::int[], string_to_array($46, E'\\x1e', ''))
       AS x(id, workflow_id, version_id, name, mode, priority, max_concurrent, tolerance, definition, input, context, total, seq, parent_id,
            created_by, max_ms, carried, max_agents, skipped, lineage, rerun_from, items, rerun_seq, trace_parent)
), t AS (
  INSERT INTO task (id, run_id, idx, key, name, task_type, status, pending, blocked, head_start_ms, queue_rank, spec, input, ref_ids, ready_at,
                    output, output_artifact_id, error, finished_at, reused_from, given)
  SELECT x.id, x.run_id, x.idx, x.key, x.name, x.task_type,
         CASE WHEN x.carried IS NOT NULL THEN (SELECT o.status FROM task o WHERE o.id = x.carried)
              WHEN x.given = 'pinned' THEN 'completed' WHEN x.given = 'left_out' THEN 'skipped' WHEN x.pending = 0 THEN 'ready' ELSE 'pending' END, x.pending, x.blocked, x.head_start,
         CASE WHEN x.pending = 0 AND x.carried IS NULL AND x.given IS NULL THEN (extract(epoch FROM statement_timestamp()) * 1000)::bigint - x.head_start END,
         x.spec::json, x.input::json, x.ref_ids::uuid[], CASE WHEN x.pending = 0 AND x.carried IS NULL AND x.given IS NULL THEN clock_timestamp() END,
         CASE WHEN x.carried IS NOT NULL THEN (SELECT o.output FROM task o WHERE o.id = x.carried) WHEN x.given = 'pinned' THEN x.end_json::json END,
         CASE WHEN x.carried IS NOT NULL THEN (SELECT o.output_artifact_id FROM task o WHERE o.id = x.carried) END,
         CASE WHEN x.carried IS NOT NULL THEN (SELECT o.error FROM task o WHERE o.id = x.carried) WHEN x.given = 'left_out' THEN x.end_json::json END,
         CASE WHEN x.carried IS NOT NULL OR x.given IS NOT NULL THEN clock_timestamp() END, x.carried, x.given
  FROM unnest($18::uuid[], $19::uuid[], $20::int[], string_to_array($21, E'\\x1e', ''), string_to_array($22, E'\\x1e', ''), string_to_array($23, E'\\x1e', ''),
              $24::int[], $25::int[], $26::int[], string_to_array($27, E'\\x1e', ''), string_to_array($28, E'\\x1e', ''), string_to_array($29, E'\\x1e', ''),
              $30::uuid[], string_to_array($47, E'\\x1e', ''), string_to_array($48, E'\\x1e', ''))
       AS x(id, run_id, idx, key, name, task_type, pending, blocked, head_start, spec, input, ref_ids, carried, given, end_json)
), d AS (
  INSERT INTO task_dependency (task_id, dep_id, "when", soft)
  SELECT * FROM unnest($31::uuid[], $32::uuid[], string_to_array($33, E'\\x1e', ''), $34::bool[])
)
INSERT INTO event (run_id, seq, task_id, type, at, data)
SELECT x.run_id, x.seq, x.task_id, x.type, clock_timestamp(), x.data::json
FROM unnest($35::uuid[], $36::int[], $37::uuid[], string_to_array($38, E'\\x1e', ''), string_to_array($39, E'\\x1e', '')) AS x(run_id, seq, task_id, type, data)`;

/** A task of a new run. */
export interface NewTask extends PlannedTask {
  /** The task of an earlier run, over, whose result this one takes over; absent when it is to be done. */
  reused?: { id: string; status: ReusableStatus };
  /** In a trial: how it came to its end without being done. */
  given?: Given;
  /** Dependencies taken over whose end forbids this task; absent for none. */
  blocked?: number;
  /** Of these dependencies, branches that chose against it, by id; absent for none. */
  closed?: readonly string[];
}

/** A planned run with what only its caller knows. */
export interface NewRun extends Omit<RunPlan, 'tasks'> {
  tasks: NewTask[];
  workflowVersionId: string | null;
  /** Kept with the run when no stored version holds it. */
  definition: JsonValue | null;
  parentRunId: string | null;
  /** W3C traceparent of what started it; absent: its trace begins with it. */
  traceParent?: string | null;
  /** What it is to its parent; absent: neither retry nor fork. */
  lineage?: { kind: Lineage; fromTask: string | null; fromSeq: number | null };
  createdBy: string;
}

interface FirstEvents {
  runIds: string[];
  seqs: number[];
  taskIds: (string | null)[];
  types: string[];
  /** JSON texts. */
  data: (string | null)[];
}

function firstEvents(plans: NewRun[]): FirstEvents {
  const events: FirstEvents = { runIds: [], seqs: [], taskIds: [], types: [], data: [] };
  for (const plan of plans) {
    let seq = 0;
    const push = (taskId: string | null, type: string, data: string | null = null) => {
      seq += 1;
      events.runIds.push(plan.run.id);
      events.seqs.push(seq);
      events.taskIds.push(taskId);
      events.types.push(type);
      events.data.push(data);
    };
    push(null, 'run.created');
    push(null, 'run.started');
    for (const task of plan.tasks) {
      if (task.given !== undefined) push(task.id, `task.${endOf(task)}`, JSON.stringify({ given: task.given.as }));
      else if (task.reused !== undefined) push(task.id, `task.${task.reused.status}`, JSON.stringify({ reused_from: task.reused.id }));
      else if (task.pending === 0) push(task.id, 'task.ready');
    }
  }
  return events;
}

/** The events each run starts with are numbered without gaps; this is the number of the last. */
function lastSeqs(events: FirstEvents): Map<string, number> {
  return new Map(events.runIds.map((runId, index) => [runId, events.seqs[index] as number]));
}

/** How a task has ended before the run begins; undefined: it is to be done. */
function endOf({ reused, given }: NewTask): ReusableStatus | undefined {
  return given === undefined ? reused?.status : given.as === 'pinned' ? 'completed' : 'skipped';
}

function countEnded(plans: NewRun[], status: ReusableStatus): string {
  return bareArray(plans.map((plan) => plan.tasks.filter((task) => endOf(task) === status).length));
}

const endJson = ({ given }: NewTask): string | null =>
  given === undefined ? null : JSON.stringify(given.as === 'pinned' ? given.output : LEFT_OUT);

function runValues(plans: NewRun[], events: FirstEvents): unknown[] {
  const seqs = lastSeqs(events);
  const runs = plans.map((plan) => plan.run);
  return [
    bareArray(runs.map((run) => run.id)),
    joinedTexts(runs.map((run) => run.workflowId)),
    bareArray(plans.map((plan) => plan.workflowVersionId)),
    joinedTexts(runs.map((run) => run.name)),
    joinedTexts(runs.map((run) => run.executionMode)),
    bareArray(runs.map((run) => run.priority)),
    bareArray(runs.map((run) => run.maxConcurrentTasks)),
    bareArray(runs.map((run) => run.failureTolerance)),
    joinedTexts(plans.map((plan) => (plan.definition === null ? null : frozenText(plan.definition)))),
    joinedTexts(runs.map((run) => JSON.stringify(run.input))),
    joinedTexts(runs.map((run) => JSON.stringify(run.context))),
    bareArray(runs.map((run) => run.total)),
    bareArray(runs.map((run) => seqs.get(run.id) ?? 0)),
    bareArray(plans.map((plan) => plan.parentRunId)),
    joinedTexts(plans.map((plan) => plan.createdBy)),
    bareArray(runs.map((run) => (run.deadlineAtMs === null ? null : run.deadlineAtMs - run.createdAtMs))),
    countEnded(plans, 'completed'),
  ];
}

function taskValues(plans: NewRun[]): unknown[] {
  const tasks = plans.flatMap((plan) => plan.tasks);
  return [
    bareArray(tasks.map((task) => task.id)),
    bareArray(plans.flatMap((plan) => plan.tasks.map(() => plan.run.id))),
    bareArray(tasks.map((task) => task.idx)),
    joinedTexts(tasks.map((task) => task.key)),
    joinedTexts(tasks.map((task) => task.name)),
    joinedTexts(tasks.map((task) => task.taskType)),
    bareArray(tasks.map((task) => task.pending)),
    bareArray(tasks.map((task) => task.blocked ?? 0)),
    // Ranks are taken on database time; the plan decides how much earlier than that a task counts as ready.
    bareArray(tasks.map((task) => task.headStartMs)),
    joinedTexts(tasks.map((task) => frozenText(task.spec))),
    joinedTexts(tasks.map((task) => frozenText(task.input))),
    joinedTexts(tasks.map((task) => bareArray(task.refIds))),
    bareArray(tasks.map((task) => task.reused?.id ?? null)),
  ];
}

/** The edges of a plan, with the ways closed that stay so. */
function edgesOf({ tasks, dependencies }: NewRun): NewRun['dependencies'] {
  const closed = new Map(tasks.flatMap(({ id, closed: by }) => (by === undefined ? [] : [[id, by] as const])));
  if (closed.size === 0) return dependencies;
  return dependencies.map((edge) => (closed.get(edge.taskId)?.includes(edge.depId) ? { ...edge, when: 'not_taken' as const } : edge));
}

function dependencyValues(plans: NewRun[]): unknown[] {
  const dependencies = plans.flatMap(edgesOf);
  return [
    bareArray(dependencies.map((dependency) => dependency.taskId)),
    bareArray(dependencies.map((dependency) => dependency.depId)),
    joinedTexts(dependencies.map((dependency) => dependency.when)),
    bareArray(dependencies.map((dependency) => (dependency.soft ? 't' : 'f'))),
  ];
}

/** Stores whole runs in one transaction. What it returns from has been committed. */
export async function insertRuns(hot: Queryable, plans: NewRun[]): Promise<void> {
  const events = firstEvents(plans);
  await hot.query({
    name: 'insert_runs',
    text: INSERT_RUNS,
    values: [
      ...runValues(plans, events),
      ...taskValues(plans),
      ...dependencyValues(plans),
      bareArray(events.runIds),
      bareArray(events.seqs),
      bareArray(events.taskIds),
      joinedTexts(events.types),
      joinedTexts(events.data),
      bareArray(plans.map((plan) => plan.run.maxAgents)),
      countEnded(plans, 'skipped'),
      joinedTexts(plans.map((plan) => plan.lineage?.kind ?? null)),
      joinedTexts(plans.map((plan) => plan.lineage?.fromTask ?? null)),
      bareArray(plans.map((plan) => plan.run.items)),
      bareArray(plans.map((plan) => plan.lineage?.fromSeq ?? null)),
      joinedTexts(plans.map((plan) => plan.traceParent ?? null)),
      joinedTexts(plans.flatMap((plan) => plan.tasks.map((task) => task.given?.as ?? null))),
      joinedTexts(plans.flatMap((plan) => plan.tasks.map(endJson))),
    ],
  });
}
