import { type Budget, type BudgetScope, budgetGate } from '../core/budget/budget.ts';
import { BudgetIndex, type Limit } from '../core/budget/budget-index.ts';
import { judgeBudget } from '../core/budget/budget-state.ts';
import type { BudgetView } from '../core/budget/budget-view.ts';
import { forecastSpend, HISTORY_MS } from '../core/budget/forecast-spend.ts';
import { countParked, readBudgets, readSubjectNames } from '../db/budgets.ts';
import { readFoldedSpend, readSpendHistory, readSpending } from '../db/spending.ts';
import type { Deps } from '../deps.ts';

/** Waiting tasks are counted up to this. */
const MOST_WAITING = 1_000;
const NOTHING = { spentUsd: 0, reservedUsd: 0, calls: 0, unpriced: 0 };

/** What stands against some budgets at a moment: a handful of statements for all of them. */
export async function viewBudgets({ db }: Pick<Deps, 'db'>, budgets: readonly Budget[], now: Date): Promise<BudgetView[]> {
  if (budgets.length === 0) return [];
  const index = new BudgetIndex(budgets);
  const limited = budgets.map((budget): { budget: Budget; limit: Limit } => ({ budget, limit: index.limitOf(budget, now) }));
  const limits = limited.map(({ limit }) => limit);
  const standing = index.standing(now);
  const gates = limits.map(({ key }) => budgetGate(key));
  const [spending, history, names, parked] = await Promise.all([
    readFoldedSpend(db.pool, standing).then((folded) => readSpending(db.pool, limits, folded)),
    readSpendHistory(db.pool, standing, new Date(now.getTime() - HISTORY_MS)),
    readSubjectNames(db.pool, budgets),
    countParked(db.pool, gates, MOST_WAITING),
  ]);
  return limited.map(({ budget, limit: { key, window } }) => {
    const spent = { ...(spending.get(key) ?? NOTHING), waiting: parked.get(budgetGate(key)) ?? 0 };
    const forecast = window && forecastSpend(window, { spentUsd: spent.spentUsd, now, history: history.get(key) ?? [] });
    const subjectName = names.get(`${budget.scope}:${budget.subject}`) ?? null;
    return { ...budget, ...spent, subjectName, window, forecast, state: judgeBudget(budget, spent) };
  });
}

/** Every budget in force, with what stands against it; of one scope or subject where asked. */
export async function listBudgets(
  deps: Pick<Deps, 'db'>,
  filter: { scope?: BudgetScope | undefined; subject?: string | undefined } = {},
  now = new Date(),
): Promise<BudgetView[]> {
  const budgets = await readBudgets(deps.db.pool);
  const wanted = budgets.filter(
    ({ scope, subject }) =>
      (filter.scope === undefined || scope === filter.scope) && (filter.subject === undefined || subject === filter.subject),
  );
  return viewBudgets(deps, wanted, now);
}
