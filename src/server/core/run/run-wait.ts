import type { WaitReason } from '../task/state.ts';
import type { TaskSummary } from '../task/task-view.ts';

/** Why a run stands still. */
export interface RunWait {
  reason: WaitReason;
  /** How many tasks wait for it. */
  tasks: number;
  /** The first of them, and what is known of its wait. */
  first: Pick<TaskSummary, 'taskId' | 'name' | 'waitDetail'>;
}

/**
 * What a run waits for of which nothing works: the cause that holds most of its tasks, the earliest in the definition where two hold as
 * many. Waiting for earlier tasks is no cause of its own. Null while something works, or nothing waits.
 */
export function runWait(tasks: readonly TaskSummary[]): RunWait | null {
  const waits = new Map<WaitReason, RunWait>();
  for (const { status, waitReason: reason, taskId, name, waitDetail } of tasks) {
    if (status === 'assigned' || status === 'running') return null;
    if (reason === null || reason === 'dependency') continue;
    const known = waits.get(reason);
    if (known === undefined) waits.set(reason, { reason, tasks: 1, first: { taskId, name, waitDetail } });
    else known.tasks += 1;
  }
  let most: RunWait | null = null;
  for (const wait of waits.values()) if (most === null || wait.tasks > most.tasks) most = wait;
  return most;
}
