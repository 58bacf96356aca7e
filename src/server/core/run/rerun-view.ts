import type { AgainBecause, RerunTask } from './plan-rerun.ts';

/** How a run came from another: `retry` does an ended one again, `fork` branches off any run and leaves it as it is. */
export const LINEAGES = ['retry', 'fork'] as const;
export type Lineage = (typeof LINEAGES)[number];

/** What a re-run would do, before it is started. */
export interface RerunPreview {
  /** Tasks that keep their result. */
  reused: number;
  /** Version of the stored workflow that would run; null for an inline definition or a draft. */
  version: number | null;
  /** The tasks done again, in the order of the definition. `items`: of a map that keeps what completed, as far as its list is the same. */
  again: { taskId: string; name: string; because: AgainBecause; items: { kept: number; all: number } | null }[];
  /** Tasks of the earlier run that the new definition no longer has. */
  dropped: string[];
}

export function previewOf(tasks: readonly RerunTask[], more: Pick<RerunPreview, 'version' | 'dropped'>): RerunPreview {
  const again = tasks.flatMap(({ key, name, because, resumed }) => {
    const items = resumed === undefined ? null : { kept: resumed.completed, all: resumed.all };
    return because === undefined ? [] : [{ taskId: key, name, because, items }];
  });
  return { reused: tasks.length - again.length, again, ...more };
}
