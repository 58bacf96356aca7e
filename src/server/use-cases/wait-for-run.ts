import { NotFoundError } from '../core/errors.ts';
import { isTerminalRun, type RunStatus } from '../core/run/state.ts';
import { readRunStatus } from '../db/run-status.ts';
import type { Deps } from '../deps.ts';
import { doneTopic } from '../events/topics.ts';

interface Wait {
  /** Resolves when the run may have ended, or the time is over. */
  woken: Promise<void>;
  stop(): void;
}

function waitForEnd(deps: Deps, runId: string, limit: { ms: number; signal: AbortSignal }): Wait {
  const topic = doneTopic(runId);
  let stop = () => {};
  const woken = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limit.ms);
    const unsubscribe = deps.feed.subscribe((changed) => {
      if (changed === topic || changed === 'resync') resolve();
    });
    const abort = () => resolve();
    limit.signal.addEventListener('abort', abort);
    stop = () => {
      clearTimeout(timer);
      unsubscribe();
      limit.signal.removeEventListener('abort', abort);
    };
  });
  return { woken, stop };
}

/**
 * Waits until a run has ended, at most `ms`; answers its status then, ended or not. Woken by the feed, decided by the row.
 * @throws NotFoundError
 */
export async function waitForRun(deps: Deps, runId: string, limit: { ms: number; signal: AbortSignal }): Promise<RunStatus> {
  const deadline = performance.now() + limit.ms;
  for (;;) {
    const left = deadline - performance.now();
    // Subscribed before looking, so that an end in between is not missed.
    const wait = waitForEnd(deps, runId, { ms: Math.max(0, left), signal: limit.signal });
    try {
      const status = await readRunStatus(deps.db.hot, runId);
      if (status === null) throw new NotFoundError('no such run');
      if (isTerminalRun(status) || left <= 0 || limit.signal.aborted) return status;
      await wait.woken;
    } finally {
      wait.stop();
    }
  }
}
