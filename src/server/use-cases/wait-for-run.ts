import { NotFoundError } from '../core/errors.ts';
import { isTerminalRun } from '../core/run/state.ts';
import { readRunStatus } from '../db/run-status.ts';
import type { Deps } from '../deps.ts';
import { doneTopic } from '../events/topics.ts';

/** `ended` is said after the commit that ended the run; anything else only asks for a look. */
type Woken = 'ended' | 'look';

interface Wait {
  /** Resolves when the run has or may have ended, or the time is over. */
  woken: Promise<Woken>;
  stop(): void;
}

function waitForEnd(deps: Deps, runId: string, limit: { ms: number; signal: AbortSignal }): Wait {
  const topic = doneTopic(runId);
  let stop = () => {};
  const woken = new Promise<Woken>((resolve) => {
    const look = () => resolve('look');
    const timer = setTimeout(look, limit.ms);
    const unsubscribe = deps.feed.subscribe((changed) => {
      if (changed === topic) resolve('ended');
      else if (changed === 'resync') look();
    });
    limit.signal.addEventListener('abort', look);
    stop = () => {
      clearTimeout(timer);
      unsubscribe();
      limit.signal.removeEventListener('abort', look);
    };
  });
  return { woken, stop };
}

/** The end of a run that is not handed in yet. */
export interface ExpectedEnd {
  /** Resolves when the run has ended, with true, or when the time is over, with whether it has. @throws NotFoundError */
  ended(): Promise<boolean>;
  /** Nobody asks any more. */
  stop(): void;
}

/** Listens for the end of a run from before it is handed in: no look at it is needed to know that its end was not missed. */
export function expectEnd(deps: Deps, runId: string, limit: { ms: number; signal: AbortSignal }): ExpectedEnd {
  const deadline = performance.now() + limit.ms;
  const wait = waitForEnd(deps, runId, limit);
  return {
    async ended() {
      if ((await wait.woken) === 'ended') return true;
      return waitForRun(deps, runId, { ms: deadline - performance.now(), signal: limit.signal });
    },
    stop: wait.stop,
  };
}

/**
 * Waits until a run has ended, at most `ms`; answers whether it has. A run that ended stays so: reads that begin after this are whole.
 * @throws NotFoundError
 */
export async function waitForRun(deps: Deps, runId: string, limit: { ms: number; signal: AbortSignal }): Promise<boolean> {
  const deadline = performance.now() + limit.ms;
  for (;;) {
    const left = deadline - performance.now();
    // Subscribed before looking, so that an end in between is not missed.
    const wait = waitForEnd(deps, runId, { ms: Math.max(0, left), signal: limit.signal });
    try {
      const status = await readRunStatus(deps.db.hot, runId);
      if (status === null) throw new NotFoundError('no such run');
      if (isTerminalRun(status)) return true;
      if (left <= 0 || limit.signal.aborted) return false;
      if ((await wait.woken) === 'ended') return true;
    } finally {
      wait.stop();
    }
  }
}
