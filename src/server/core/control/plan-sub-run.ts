import { CONTROL_LIMITS } from '../workflow/control-task.ts';

/** Where a run would stand that a task starts. */
export interface AboveSubRun {
  /** Of the run whose task it is: 0 for one that no task started. */
  depth: number;
  /** The workflows above it, nearest first. */
  workflowIds: readonly string[];
}

/** Why a workflow may not run as a task there, or how deep it then stands. A workflow that comes up again below itself would never end. */
export function planSubRun(workflowId: string, { depth, workflowIds }: AboveSubRun): { depth: number } | { fault: string } {
  if (workflowIds.includes(workflowId)) {
    const ring = [...workflowIds.slice(0, workflowIds.indexOf(workflowId) + 1).toReversed(), workflowId];
    return { fault: `the workflow "${workflowId}" would run below itself, without end: ${ring.join(' -> ')}` };
  }
  if (depth + 1 <= CONTROL_LIMITS.subWorkflowDepth) return { depth: depth + 1 };
  return { fault: `workflows run at most ${CONTROL_LIMITS.subWorkflowDepth} levels below one another` };
}
