import type { Feed } from '../../src/server/events/feed.ts';

/** A workload that takes longer than this is stuck. Milliseconds. */
const PATIENCE_MS = 120_000;

export interface RunWatch {
  /** Resolves with the moment (performance.now) at which the last of these runs was known to be over. */
  allDone(runIds: Iterable<string>): Promise<number>;
  close(): void;
}

/**
 * Listens for ends of runs. Open it before the runs are handed in: a run may be over before its submission is answered.
 * Asks the database nothing, so that watching costs what is measured nothing.
 */
export function watchRuns(feed: Feed): RunWatch {
  const done = new Set<string>();
  let onDone = () => {};
  const unsubscribe = feed.subscribe((topic) => {
    if (!topic.startsWith('done:')) return;
    done.add(topic.slice('done:'.length));
    onDone();
  });
  return {
    async allDone(runIds) {
      const open = new Set(runIds);
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${open.size} runs did not end in ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
        onDone = () => {
          for (const id of open) if (done.delete(id)) open.delete(id);
          if (open.size > 0) return;
          clearTimeout(late);
          resolve();
        };
        onDone();
      });
      return performance.now();
    },
    close: unsubscribe,
  };
}
