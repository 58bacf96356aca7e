import type { Deps } from '../../src/server/deps.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { watchRuns } from './await-runs.ts';
import { checkRecords } from './check-records.ts';
import { single } from './definitions.ts';
import { BENCH } from './seed-fleet.ts';
import { spread } from './statistics.ts';

/** Work is handed in in small portions, as evenly as a timer allows. Milliseconds. */
const PORTION_MS = 5;

/**
 * Hands in one-task runs at a steady rate, whatever becomes of them: a slow engine gets no fewer.
 * @returns their ids
 */
export async function submitSteadily(deps: Deps, load: { tasksPerSecond: number; ms: number }): Promise<string[]> {
  const definition = single();
  const submissions: Promise<{ runId: string }>[] = [];
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < load.ms; elapsed = performance.now() - startedAt) {
    const due = Math.ceil((elapsed / 1_000) * load.tasksPerSecond);
    while (submissions.length < due) submissions.push(executeWorkflow(deps, { definition }, BENCH));
    await new Promise((resolve) => setTimeout(resolve, PORTION_MS));
  }
  return (await Promise.all(submissions)).map((run) => run.runId);
}

export interface LatencyFigures {
  tasksPerSecond: number;
  tasks: number;
  /** Milliseconds from ready to assigned, in the database's own times. */
  assignment: ReturnType<typeof spread>;
}

const LATENCIES = `SELECT (extract(epoch FROM a.created_at - t.ready_at) * 1000)::float8 AS ms
  FROM task t JOIN attempt a ON a.task_id = t.id WHERE t.run_id = ANY($1::uuid[])`;

export async function measureLatency(deps: Deps, load: { tasksPerSecond: number; ms: number }): Promise<LatencyFigures> {
  await submitSteadily(deps, { ...load, ms: 2_000 });
  const watch = watchRuns(deps.feed);
  try {
    const runIds = await submitSteadily(deps, load);
    await watch.allDone(runIds);
    await checkRecords(deps.db.pool, runIds);
    const { rows } = await deps.db.pool.query<{ ms: number }>(LATENCIES, [runIds]);
    return { tasksPerSecond: load.tasksPerSecond, tasks: runIds.length, assignment: spread(rows.map((row) => row.ms)) };
  } finally {
    watch.close();
  }
}
