import { FAMILIES, type FamilyName, keepNames, OTHER } from '../core/metrics/exposition.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { addToTotals, type Happening, keepStretch, readHappenings, readKnownNames, type Total, takeStretch } from '../db/metric-totals.ts';
import type { Queryable } from '../db/queryable.ts';
import type { Deps } from '../deps.ts';

/** Stretches folded in one go; what is left follows in the next period. */
const STRETCHES = 6;

const FAMILY = {
  assignment: 'orchestration_task_assignment_duration_seconds',
  recovery: 'orchestration_failure_recovery_duration_seconds',
  decision: 'orchestration_routing_decisions_total',
  run: 'orchestration_workflow_runs_total',
  failure: 'orchestration_failures_total',
} as const satisfies Record<Happening['family'], FamilyName>;
const EDGES = { assignment: FAMILIES[FAMILY.assignment].edges, recovery: FAMILIES[FAMILY.recovery].edges };
/** Of the labels of an assignment. */
const TASK_TYPE = 1;

function totalsOf({ family, labels, bucket, count, seconds }: Happening, types: ReadonlySet<string>): Total[] {
  const bounded = family === 'assignment' ? labels.map((label, at) => (at !== TASK_TYPE || types.has(label) ? label : OTHER)) : labels;
  const of = { name: FAMILY[family], labels: JSON.stringify(bounded) };
  if (family !== 'assignment' && family !== 'recovery') return [{ ...of, part: '', value: count }];
  return [
    { ...of, part: String(bucket), value: count },
    { ...of, part: 'sum', value: seconds },
  ];
}

/** @returns the next stretch, folded; null when nothing is old enough */
async function countNext(client: Queryable, asOf: Date | null): Promise<{ more: boolean } | null> {
  const next = await takeStretch(client, asOf);
  if (next === null) return null;
  const happened = await readHappenings(client, next, EDGES);
  const seen = happened.filter(({ family }) => family === 'assignment').map(({ labels }) => labels[TASK_TYPE] ?? OTHER);
  const types = keepNames(seen.length === 0 ? [] : await readKnownNames(client, FAMILY.assignment, TASK_TYPE), seen);
  const totals = happened.flatMap((each) => totalsOf(each, types));
  await addToTotals(client, totals);
  await keepStretch(client, next);
  return next;
}

/**
 * Adds what happened since the last time to the counters and histograms of the fleet; every row counts once.
 * For a duty of the fleet.
 * @param asOf now when left out
 */
export async function countTotals(deps: Pick<Deps, 'db'>, asOf: Date | null = null): Promise<void> {
  for (let round = 0; round < STRETCHES; round += 1) {
    const folded = await inTransaction(deps.db, (client) => countNext(client, asOf));
    if (!folded?.more) return;
  }
}
