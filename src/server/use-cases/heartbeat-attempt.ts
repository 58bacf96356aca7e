import { DEFAULT_LIMITS } from '../agents/limits.ts';
import { createLineLog } from '../agents/log-lines.ts';
import { StaleFenceError } from '../core/errors.ts';
import { PULL_LEASE_MS } from '../core/recovery/failure.ts';
import { extendLease } from '../db/live-attempts.ts';
import { nextLogSeq } from '../db/log-lines.ts';
import type { Deps } from '../deps.ts';
import { logTopic } from '../events/topics.ts';

/** What was told, as lines: cleaned, cut and capped like the log of an agent that is called. @param before lines that the attempt has */
function linesOf(told: string, before: number): string[] {
  const lines: string[] = [];
  const log = createLineLog({ log: (_, text) => lines.push(text) }, 'agent', { limits: DEFAULT_LIMITS, redact: (text) => text, before });
  log.push(told);
  log.end();
  return lines;
}

/**
 * A pull agent says that it still works on a task: extends its lease and takes what it has to tell.
 * @param beat.progress 0..1; beat.log lines separated by newlines
 * @throws StaleFenceError when the task was given to somebody else, finished or taken back
 */
export async function heartbeatAttempt(
  deps: Deps,
  beat: { taskId: string; fence: number; progress?: number; log?: string },
): Promise<{ leaseExpiresAt: Date; cancelRequested: boolean }> {
  const lease = await extendLease(deps.db.hot, {
    taskId: beat.taskId,
    fence: beat.fence,
    leaseMs: PULL_LEASE_MS,
    progress: beat.progress ?? null,
  });
  if (!lease) throw new StaleFenceError('this claim is no longer valid: the task was given to somebody else, finished or cancelled');
  if (beat.log) {
    const first = await nextLogSeq(deps.db.hot, lease.attemptId);
    await Promise.all(
      linesOf(beat.log, first - 1).map((text, index) =>
        deps.road.logs.add({ attemptId: lease.attemptId, taskId: beat.taskId, seq: first + index, stream: 'agent', text, agoMs: 0 }),
      ),
    );
    deps.feed.publish([logTopic(beat.taskId)]);
  }
  return { leaseExpiresAt: lease.leaseExpiresAt, cancelRequested: lease.cancelRequested };
}
