import type { RunSummary } from '@/server/core/run/run-view.ts';

/** The newer of what is known of a run and what came in; a run's number of events tells. */
export function newerRun<T extends RunSummary>(known: T, patch: RunSummary): T {
  return patch.id === known.id && patch.seq >= known.seq ? { ...known, ...patch } : known;
}
