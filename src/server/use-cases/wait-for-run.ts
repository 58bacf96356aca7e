import { hasEnded } from '../db/run-control.ts';
import type { Deps } from '../deps.ts';
import type { Topic } from '../events/topics.ts';

/** Watches for the ends of runs. Open it before the run is started, so that no end is missed. */
export interface RunWatch {
  /** True when the run ended in time. */
  ended(runId: string, waitMs: number, signal?: AbortSignal): Promise<boolean>;
  close(): void;
}

/** A lost notification must not hold an answer back for the whole wait. Milliseconds. */
const LOOK_EVERY_MS = 2_000;

export function watchRuns(deps: Pick<Deps, 'feed' | 'db'>): RunWatch {
  const seen = new Set<Topic>();
  let wake = () => {};
  const unsubscribe = deps.feed.subscribe((topic) => {
    if (topic === 'resync') wake();
    else if (topic.startsWith('done:')) {
      seen.add(topic);
      wake();
    }
  });
  const look = (runId: string) => hasEnded(deps.db.hot, runId);
  return {
    async ended(runId, waitMs, signal) {
      const deadline = performance.now() + waitMs;
      for (;;) {
        if (seen.has(`done:${runId}`)) return true;
        const left = deadline - performance.now();
        if (left <= 0 || signal?.aborted) return look(runId);
        const woken = await sleep(Math.min(left, LOOK_EVERY_MS), signal, (stop) => {
          wake = stop;
        });
        if (!woken && (await look(runId))) return true;
      }
    },
    close: unsubscribe,
  };
}

/** True when woken, false when the time passed. */
function sleep(ms: number, signal: AbortSignal | undefined, onWake: (stop: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (woken: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      resolve(woken);
    };
    const abort = () => end(true);
    const timer = setTimeout(end, ms, false);
    signal?.addEventListener('abort', abort);
    onWake(() => end(true));
  });
}
