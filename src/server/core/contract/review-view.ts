/** A result that waits for a person's verdict. */
export interface ReviewView {
  /** Of the attempt that gave it. */
  attemptId: string;
  /** The task's id. */
  taskRowId: string;
  /** The definition's task_id. */
  taskId: string;
  taskName: string;
  runId: string;
  runName: string;
  agentId: string;
  /** Null when the agent's row is gone. */
  agentName: string | null;
  /** What to look for, as the definition says. */
  instructions: string;
  onDeadline: 'accept' | 'reject';
  /** Null when it may wait for ever. */
  dueAt: Date | null;
  openedAt: Date;
  /** What its machine checks gave, 0..1; null when none graded it. */
  quality: number | null;
}
