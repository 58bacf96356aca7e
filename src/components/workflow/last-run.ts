import type { RunSummary } from '@/server/core/run/run-view.ts';
import type { WorkflowSummary } from '@/server/core/workflow/workflow-view.ts';

/** A workflow with its last run as it is after these runs came or changed; the same when none of them is that run, or a later one. */
export function withLastRun<T extends Pick<WorkflowSummary, 'id' | 'lastRun'>>(
  workflow: T,
  runs: readonly Pick<RunSummary, 'id' | 'workflowId' | 'status' | 'createdAt'>[],
): T {
  let last = workflow.lastRun;
  for (const { id, workflowId, status, createdAt } of runs) {
    if (workflowId !== workflow.id || (last !== null && createdAt < last.createdAt)) continue;
    if (last?.id !== id || last.status !== status) last = { id, status, createdAt };
  }
  return last === workflow.lastRun ? workflow : { ...workflow, lastRun: last };
}
