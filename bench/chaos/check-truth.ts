import { findBrokenInvariants } from '../../tests/engine/broken-invariants.ts';
import { mostAtOnce } from './most-at-once.ts';
import type { Leniency } from './scenario.ts';
import type { JournalCall } from './stack/journal.ts';
import type { Hive } from './stack/open-hive.ts';
import { PatienceError, waitUntil } from './stack/wait-until.ts';
import { RUN_MS } from './workload.ts';

// I1 to I8: what the database believes, by its own records, and against what the agents wrote down by themselves.

/** Everything broken, by rule, and the three numbers that are promised to be 0. */
export interface Verdict {
  broken: Record<string, unknown[]>;
  lostTasks: number;
  doubles: number;
  leaks: number;
}

const OPEN = `SELECT count(*)::int AS n FROM task t JOIN run r ON r.id = t.run_id
  WHERE t.status NOT IN ('completed', 'failed', 'cancelled', 'skipped') OR r.finished_at IS NULL`;

/** Waits until nothing is under way any more: every run over, no attempt live, no call open. */
async function drain(hive: Hive): Promise<{ open: number; live: number }> {
  const look = async () => {
    const { rows: tasks } = await hive.db.query<{ n: number }>(OPEN);
    const { rows: attempts } = await hive.db.query<{ n: number }>('SELECT count(*)::int AS n FROM attempt WHERE ended_at IS NULL');
    found = { open: tasks[0]?.n ?? -1, live: attempts[0]?.n ?? -1 };
    return found.open + found.live === 0 && found;
  };
  let found = { open: -1, live: -1 };
  try {
    return await waitUntil('quiet', look, { ms: RUN_MS, signal: hive.signal });
  } catch (error) {
    if (error instanceof PatienceError) return found;
    throw error;
  }
}

/** Entries of the audit whose link is not the hash of the entry before. */
const BROKEN_CHAIN = `SELECT seq FROM (SELECT seq, prev_hash, lag(hash) OVER (ORDER BY seq) AS before FROM audit_entry) a
  WHERE before IS NOT NULL AND prev_hash <> before LIMIT 5`;

interface TaskRow {
  id: string;
  run_id: string;
  status: string;
  fence: number;
  attempts: number;
  output: { call?: number; fence?: number } | null;
  deps: string[];
}

const TASKS = `SELECT t.id, t.run_id, t.status, t.fence, t.attempts, t.output,
    coalesce(array_agg(d.dep_id::text) FILTER (WHERE d.dep_id IS NOT NULL), '{}') AS deps
  FROM task t LEFT JOIN task_dependency d ON d.task_id = t.id GROUP BY t.id`;

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** The records of one task against the agents' own. */
function faultsOfTask(
  task: TaskRow,
  calls: readonly JournalCall[],
  all: ReadonlyMap<number, JournalCall>,
): [rule: string, fact: unknown][] {
  const faults: [string, unknown][] = [];
  const { id, fence, attempts, output } = task;
  if (task.status === 'completed' && output?.call !== undefined) {
    const source = all.get(output.call);
    const sound = source !== undefined && source.task === id && source.fence === fence && source.endedAt !== null && source.honest;
    if (!sound) faults.push(['I2 a result that no agent honestly gave under its fence', { id, fence, output, source }]);
  }
  const ahead = calls.find((call) => call.fence > fence);
  if (ahead) faults.push(['I3 a call under a fence that was never granted', { id, fence, called: ahead.fence }]);
  if (calls.length > fence) faults.push(['I5 more calls of a task than attempts', { id, fence, calls: calls.length }]);
  const keys = new Set(calls.map(({ key }) => key)).size;
  if (keys > Math.max(1, attempts + (task.status === 'completed' ? 0 : 1)))
    faults.push(['I5 a repetition under another key', { id, attempts, keys }]);
  return faults;
}

/** A call of a task before the answer that its dependency's result came from was whole. */
function faultsOfOrder(
  task: TaskRow,
  context: { tasks: Map<string, TaskRow>; all: Map<number, JournalCall>; calls: readonly JournalCall[] },
) {
  const first = Math.min(...context.calls.map(({ startedAt }) => startedAt));
  return task.deps.filter((dep) => {
    const source = context.all.get(context.tasks.get(dep)?.output?.call ?? -1);
    return source?.endedAt !== undefined && source.endedAt !== null && first < source.endedAt;
  });
}

async function limitsOf({ db }: Hive): Promise<Map<string, number>> {
  const { rows } = await db.query<{ name: string; n: number }>('SELECT name, max_concurrent_tasks AS n FROM agent');
  return new Map(rows.map(({ name, n }) => [name, n]));
}

type Add = (rule: string, fact: unknown) => void;

/** Everything that was called against the task it was called for; gives how many results or effects there are twice. */
function compareCalls(calls: readonly JournalCall[], tasks: Map<string, TaskRow>, add: Add): number {
  const all = new Map(calls.map((call) => [call.call, call]));
  let doubles = 0;
  for (const [id, ofTask] of groupBy(calls, ({ task }) => task)) {
    const task = tasks.get(id);
    if (!task) {
      add('I1 a task that was called and is not there', { id });
      continue;
    }
    for (const [rule, fact] of faultsOfTask(task, ofTask, all)) {
      add(rule, fact);
      if (IS_DOUBLE.test(rule)) doubles += 1;
    }
    for (const dep of faultsOfOrder(task, { tasks, all, calls: ofTask })) add('I4 a call before its dependency had answered', { id, dep });
  }
  return doubles;
}

function checkLimits(calls: readonly JournalCall[], limits: ReadonlyMap<string, number>, add: Add): void {
  for (const [agent, ofAgent] of groupBy(calls, (call) => call.agent)) {
    const most = mostAtOnce(ofAgent);
    if (most > (limits.get(agent) ?? Number.POSITIVE_INFINITY)) add('I6 more calls at an agent at once than its limit', { agent, most });
  }
}

/** Rules of which a breach means that something was recorded or done twice. */
const IS_DOUBLE = /^I[25]/;
const SHOWN = 5;

/** Waits for quiet, then asks everything. */
export async function checkTruth(hive: Hive, leniency: Leniency = {}): Promise<Verdict> {
  const { open, live } = await drain(hive);
  const calls = hive.agents.journal.read();
  const effects = calls.map(({ task, fence }) => `${task} ${fence}`);
  const broken = await findBrokenInvariants(hive.db, effects);
  const add: Add = (rule, fact) => {
    broken[rule] = [...(broken[rule] ?? []), fact].slice(0, SHOWN);
  };
  const known = Object.keys(broken).filter((rule) => IS_DOUBLE.test(rule)).length;
  const { rows } = await hive.db.query<TaskRow>(TASKS);
  const doubles = known + compareCalls(calls, new Map(rows.map((row) => [row.id, row])), add);
  const runs = new Set(rows.map((row) => row.run_id));
  const lostRuns = hive.client.acknowledged.filter(({ runId }) => !runs.has(runId));
  for (const { runId } of lostRuns) add('I1 a run that was acknowledged and is not there', { runId });
  if (open > 0) add('I1 work that does not end', { open });
  if (live > 0) add('I7 attempts that hold a slot though nothing is under way', { live });
  if (!leniency.overlaps) checkLimits(calls, await limitsOf(hive), add);
  const failed = rows.filter(({ status }) => status !== 'completed').length;
  if (!leniency.failures && failed > 0) add('I1 tasks that did not complete though they could', { failed });
  const { rows: links } = await hive.db.query<{ seq: string }>(BROKEN_CHAIN);
  for (const link of links) add('I8 an audit entry that does not follow the one before it', link);
  return { broken, lostTasks: Math.max(0, open) + lostRuns.length, doubles, leaks: Math.max(0, live) };
}
