// A checkpoint is a place in the record of a run: the number of the event after which so many tasks were over. What was over stays as it is
// and events have no gaps, so that the number is the whole snapshot, and a run costs nothing for being able to go back to one.

/** About so many checkpoints in the course of a run whose definition does not say how often. */
const USUAL = 10;

export interface CheckpointView {
  /** Number of the event that ended the last of them. */
  seq: number;
  at: Date;
  /** Tasks of the definition that were over; the calls of maps and loops count with their task. */
  over: number;
  completed: number;
  failed: number;
  skipped: number;
}

/** The checkpoints of a run, newest first. */
export interface RunCheckpoints {
  /** One after every so many tasks that are over. */
  every: number;
  /** Tasks of the definition. */
  total: number;
  checkpoints: CheckpointView[];
}

/** @param asked what the definition says; @param total its tasks */
export function checkpointEvery(asked: number | null, total: number): number {
  return asked ?? Math.max(1, Math.ceil(total / USUAL));
}
