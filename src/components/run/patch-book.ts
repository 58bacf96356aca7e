import type { RunSummary } from '@/server/core/run/run-view.ts';
import type { TaskSummary } from '@/server/core/task/task-view.ts';

/** What came in live while a run was being read anew, the newest of each. */
export interface LatePatches {
  run: RunSummary | null;
  tasks: TaskSummary[];
}

/**
 * Keeps what comes in live while a run and its tasks are read anew: the answer may be older than what came meanwhile, and takes its place
 * in the cache. Once it is there, that is put on top of it.
 */
export class PatchBook {
  private reads = 0;
  private run: RunSummary | null = null;
  private readonly tasks = new Map<string, TaskSummary>();

  /** Something came; it is kept while a read is under way. */
  note(run: RunSummary | null, tasks: readonly TaskSummary[]): void {
    if (this.reads === 0) return;
    if (run !== null) this.run = run;
    for (const task of tasks) this.tasks.set(task.id, task);
  }

  /** Resolves when the read has ended, one way or the other, and `apply` has had what came meanwhile. */
  async during(read: Promise<unknown>, apply: (late: LatePatches) => void): Promise<void> {
    this.reads += 1;
    await read.catch(() => undefined);
    apply({ run: this.run, tasks: [...this.tasks.values()] });
    this.reads -= 1;
    if (this.reads > 0) return;
    this.run = null;
    this.tasks.clear();
  }
}
