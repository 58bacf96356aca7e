import type { RunSummary } from '@/server/core/run/run-view.ts';

/** Runs that came while rows were not to move, newest first, and the list they wait for. */
export interface HeldRuns {
  /** Key of the list. Under another filter other runs would have come: those held are not for its list. */
  list: readonly unknown[];
  runs: readonly RunSummary[];
}

/** More wait for nobody: a list that is let go on after so many is read anew. */
export const MOST_HELD = 500;
const NONE: readonly RunSummary[] = [];

/** What waits for a list. */
export const heldFor = (held: HeldRuns | null, list: readonly unknown[]): readonly RunSummary[] => (held?.list === list ? held.runs : NONE);

/**
 * What waits after something came: new runs before those that waited already; of a run that came again the newer.
 * @param came all runs that came, and are not in the list
 * @param fitting those of them that belong into it
 */
export function holdRuns(
  waiting: readonly RunSummary[],
  came: ReadonlyMap<string, RunSummary>,
  fitting: readonly RunSummary[],
): RunSummary[] {
  return [...fitting, ...waiting.filter(({ id }) => !came.has(id))].slice(0, MOST_HELD);
}
