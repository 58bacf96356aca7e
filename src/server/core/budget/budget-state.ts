import type { Budget } from './budget.ts';
import type { Balance } from './purse.ts';

// ok -> near (the alert's share of the limit is spent) -> exceeded (all of it is, or tasks wait for more than is left, and no call under way
// can leave more). unknown: there were calls, and of none is known what it cost.

export const BUDGET_STATES = ['ok', 'near', 'exceeded', 'unknown'] as const;
export type BudgetState = (typeof BUDGET_STATES)[number];

/** What stands against a budget now, with the records behind it. */
export interface Spending extends Balance {
  /** Calls that ended in the window. */
  calls: number;
  /** Those of them whose cost is neither measured nor agreed: they count as nothing. */
  unpriced: number;
  /** Tasks that are parked for it. */
  waiting: number;
}

/** Where a budget stands. */
export function judgeBudget({ limitUsd, alertShare }: Pick<Budget, 'limitUsd' | 'alertShare'>, spending: Spending): BudgetState {
  const { spentUsd, reservedUsd, calls, unpriced, waiting } = spending;
  if (spentUsd >= limitUsd || (waiting > 0 && reservedUsd <= 0)) return 'exceeded';
  if (spentUsd >= alertShare * limitUsd) return 'near';
  return calls > 0 && calls === unpriced ? 'unknown' : 'ok';
}
