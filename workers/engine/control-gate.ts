import type { Deps } from '../../src/server/deps.ts';
import { beginControls } from '../../src/server/use-cases/begin-controls.ts';
import type { PassResult } from '../../src/server/use-cases/dispatch-tasks.ts';

// Ready tasks that need no agent: what a pass found of them begins to wait, beside the pass. They stay in the queue meanwhile, so a crash
// in between loses nothing, and the next pass passes over those that are being seen to.

export interface ControlGate {
  /** How many tasks are being taken out. */
  beginning(): number;
  begin(result: PassResult): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** @param onBegun called when tasks left the queue; `timed` of them are over by themselves at some time */
export function createControlGate(deps: Deps, onBegun: (timed: number) => void): ControlGate {
  const beginning = new Set<string>();
  const works = new Set<Promise<void>>();
  let closed = false;

  return {
    beginning: () => beginning.size,
    begin({ controls }) {
      const fresh = closed ? [] : controls.filter(({ task }) => !beginning.has(task.id));
      if (fresh.length === 0) return;
      for (const { task } of fresh) beginning.add(task.id);
      const work = beginControls(deps, fresh)
        .then(({ timed }) => timed)
        .catch((error: unknown) => {
          deps.log.warn({ err: error }, 'control tasks could not begin; a later pass tries again');
          return null;
        })
        .then((timed) => {
          for (const { task } of fresh) beginning.delete(task.id);
          works.delete(work);
          if (timed !== null) onBegun(timed);
        });
      works.add(work);
    },
    async close() {
      closed = true;
      await Promise.all(works);
    },
  };
}
