import { StaleFenceError } from '../core/errors.ts';
import { PULL_LEASE_MS } from '../core/recovery/failure.ts';
import { extendLease } from '../db/live-attempts.ts';
import { nextLogSeq } from '../db/log-lines.ts';
import type { Deps } from '../deps.ts';
import { logTopic } from '../events/topics.ts';

const MAX_LOG_LINES = 200;
const MAX_LINE_LENGTH = 4_096;

/** Control characters would let a log line draw on the reader's terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: naming them is the point
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

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
    const lines = beat.log.toWellFormed().replace(CONTROL, '').split('\n').filter(Boolean).slice(0, MAX_LOG_LINES);
    await Promise.all(
      lines.map((line, index) =>
        deps.road.logs.add({
          attemptId: lease.attemptId,
          taskId: beat.taskId,
          seq: first + index,
          stream: 'agent',
          text: line.slice(0, MAX_LINE_LENGTH),
          agoMs: 0,
        }),
      ),
    );
    deps.feed.publish([logTopic(beat.taskId)]);
  }
  return { leaseExpiresAt: lease.leaseExpiresAt, cancelRequested: lease.cancelRequested };
}
