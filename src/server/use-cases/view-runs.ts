import { type RunRow, type RunSummary, runSummary } from '../core/run/run-view.ts';
import { findFirstFailures } from '../db/read-runs.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';

/** Runs as lists show them: who started each, and why those that have failed tasks do, read in two statements for all of them. */
export async function viewRuns(deps: Deps, rows: RunRow[]): Promise<RunSummary[]> {
  const failing = rows.filter((row) => row.failed > 0).map((row) => row.id);
  const [nameOf, failures] = await Promise.all([
    nameActors(
      deps,
      rows.map((row) => row.createdBy),
    ),
    failing.length > 0 ? findFirstFailures(deps.db, failing) : null,
  ]);
  return rows.map((row) => runSummary(row, { createdByName: nameOf(row.createdBy), failure: failures?.get(row.id) ?? null }));
}
