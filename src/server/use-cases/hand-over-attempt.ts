import { handOver } from '../db/live-attempts.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import type { PlacedTask } from './dispatch-tasks.ts';
import { untilAnswered } from './until-answered.ts';

/**
 * An agent took a task and will report by POST /tasks/{id}/complete. The attempt leaves the process that called it and lives under its own
 * lease until the task's timeout.
 */
export async function handOverAttempt(deps: Deps, call: { placed: PlacedTask; runningMs: number; startStored: boolean }): Promise<void> {
  const { task, spec, attemptId, fence } = call.placed;
  const leaseMs = Math.max(1, spec.timeoutMs - call.runningMs);
  if (!call.startStored) {
    await deps.road.start.add({ attemptId, taskId: task.id, runId: task.runId, fence, startedAgoMs: call.runningMs, leaseMs: null });
  }
  await untilAnswered(deps, { what: 'an attempt that is handed over', ask: () => handOver(deps.db.hot, attemptId, leaseMs) });
  deps.feed.publish([runTopic(task.runId)]);
}
