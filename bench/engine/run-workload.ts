import type { WorkflowDefinitionInput } from '../../src/server/core/workflow/definition.ts';
import type { Deps } from '../../src/server/deps.ts';
import { executeWorkflow } from '../../src/server/use-cases/execute-workflow.ts';
import { watchRuns } from './await-runs.ts';
import { checkRecords } from './check-records.ts';
import { type CpuTimes, cpuBetween, readCpu } from './read-processes.ts';
import { BENCH } from './seed-fleet.ts';
import { median } from './statistics.ts';

/** One repetition of a workload. */
export interface WorkloadRun {
  /** From the first submission to the last run known to be over. */
  ms: number;
  /** From the first submission to the last answer that a run is stored. */
  acceptMs: number;
  tasksPerSecond: number;
  /** CPU milliseconds per task, by part; `total` is all of them, the submitter included. */
  cpuPerTask: Omit<CpuTimes, 'supervisor'> & { total: number };
}

export interface WorkloadResult {
  name: string;
  runs: number;
  tasks: number;
  repetitions: WorkloadRun[];
  /** Medians over the repetitions. */
  median: WorkloadRun;
}

export interface Workload {
  name: string;
  runs: number;
  definition: WorkflowDefinitionInput;
  /** Tasks that one run adds while it runs. */
  added?: number;
}

const tasksOf = ({ runs, definition, added = 0 }: Workload) => runs * (definition.tasks.length + added);

function perTask(cpu: CpuTimes, tasks: number): WorkloadRun['cpuPerTask'] {
  const { worker, web, postgres, submitter, supervisor } = cpu;
  return {
    worker: worker / tasks,
    web: web / tasks,
    postgres: postgres / tasks,
    submitter: submitter / tasks,
    total: (worker + web + postgres + submitter + supervisor) / tasks,
  };
}

/**
 * Hands in all runs at once, through the same use case as the web process, and waits for the last to end.
 * @throws Error when a record is wrong afterwards
 */
export async function runOnce(deps: Deps, workload: Workload): Promise<WorkloadRun> {
  const { runs, definition } = workload;
  const tasks = tasksOf(workload);
  const watch = watchRuns(deps.feed);
  try {
    const cpuBefore = readCpu();
    const startedAt = performance.now();
    const accepted = await Promise.all(Array.from({ length: runs }, () => executeWorkflow(deps, { definition }, BENCH)));
    const acceptedAt = performance.now();
    const runIds = accepted.map((run) => run.runId);
    const ms = (await watch.allDone(runIds)) - startedAt;
    const cpu = cpuBetween(cpuBefore, readCpu());
    await checkRecords(deps.db.pool, runIds);
    return { ms, acceptMs: acceptedAt - startedAt, tasksPerSecond: (tasks / ms) * 1_000, cpuPerTask: perTask(cpu, tasks) };
  } finally {
    watch.close();
  }
}

/** Medians part by part. */
export function medianRun(repetitions: readonly WorkloadRun[]): WorkloadRun {
  const middle = (read: (run: WorkloadRun) => number) => median(repetitions.map(read));
  return {
    ms: middle((run) => run.ms),
    acceptMs: middle((run) => run.acceptMs),
    tasksPerSecond: middle((run) => run.tasksPerSecond),
    cpuPerTask: {
      worker: middle((run) => run.cpuPerTask.worker),
      web: middle((run) => run.cpuPerTask.web),
      postgres: middle((run) => run.cpuPerTask.postgres),
      submitter: middle((run) => run.cpuPerTask.submitter),
      total: middle((run) => run.cpuPerTask.total),
    },
  };
}

/** One warm-up, then the repetitions. */
export async function runWorkload(deps: Deps, workload: Workload, repetitions: number): Promise<WorkloadResult> {
  await runOnce(deps, workload);
  const measured: WorkloadRun[] = [];
  for (let at = 0; at < repetitions; at += 1) measured.push(await runOnce(deps, workload));
  const { name, runs } = workload;
  return { name, runs, tasks: tasksOf(workload), repetitions: measured, median: medianRun(measured) };
}
