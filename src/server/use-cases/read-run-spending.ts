import { budgetGate, budgetKey } from '../core/budget/budget.ts';
import { judgeBudget } from '../core/budget/budget-state.ts';
import type { RunSpending } from '../core/budget/budget-view.ts';
import { NotFoundError } from '../core/errors.ts';
import { countParked, findHeldTasks, findRunBudget, readWrittenLimit } from '../db/budgets.ts';
import { readSpending } from '../db/spending.ts';
import type { Deps } from '../deps.ts';

const MOST_WAITING = 1_000;
const MOST_HELD = 20;
/** Nobody is told of a run's limit before it is reached, where only its definition has one. */
const NO_ALERT = 1;

/** What a run has cost so far, what its calls under way are expected to, and what it may. @throws NotFoundError */
export async function readRunSpending({ db }: Pick<Deps, 'db'>, runId: string): Promise<RunSpending> {
  const [written, budget] = await Promise.all([readWrittenLimit(db.pool, runId), findRunBudget(db.pool, runId)]);
  if (written === null) throw new NotFoundError(`no run ${runId}`);
  const limitUsd = budget?.limitUsd ?? written.limitUsd;
  const ofRun = { key: budgetKey({ scope: 'run', subject: runId, period: 'use' }), scope: 'run', subject: runId, window: null } as const;
  const gate = budgetGate(ofRun.key);
  const [spending, parked, heldTaskIds] = await Promise.all([
    readSpending(db.pool, [ofRun], { until: new Date(), sums: new Map() }),
    countParked(db.pool, [gate], MOST_WAITING),
    findHeldTasks(db.pool, runId, MOST_HELD),
  ]);
  const { spentUsd = 0, reservedUsd = 0, calls = 0, unpriced = 0 } = spending.get(ofRun.key) ?? {};
  const spent = { spentUsd, reservedUsd, calls, unpriced, waiting: parked.get(gate) ?? 0 };
  const state = judgeBudget({ limitUsd: limitUsd ?? Number.POSITIVE_INFINITY, alertShare: budget?.alertShare ?? NO_ALERT }, spent);
  return { ...spent, limitUsd, state, budget: budget && { id: budget.id, revision: budget.revision }, heldTaskIds };
}
