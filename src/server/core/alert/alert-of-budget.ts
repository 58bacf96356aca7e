import type { BudgetView } from '../budget/budget-view.ts';
import { money } from '../budget/money.ts';
import type { AlertCause } from './alert.ts';

/**
 * What people are told of a budget that is nearly or wholly spent; null where it is neither. It stands once per period and state: what is
 * spent only grows, and a new day begins anew.
 */
export function alertOfBudget(budget: BudgetView): AlertCause | null {
  const { id, scope, subjectName, state, limitUsd, spentUsd, waiting, window } = budget;
  if (state !== 'near' && state !== 'exceeded') return null;
  const of = scope === 'installation' ? 'the installation' : `${scope} ${subjectName}`;
  const spent = `${money(spentUsd)} of ${money(limitUsd)} spent`;
  const holds = waiting === 0 ? '' : waiting === 1 ? ', 1 task waits' : `, ${waiting} tasks wait`;
  return {
    subject: `${id}:${window?.from.toISOString() ?? 'use'}:${state}`,
    severity: state === 'exceeded' ? 'critical' : 'warning',
    message: `Budget of ${of}: ${spent}${holds}`.slice(0, 500),
    detail: { budget_id: id, scope, subject: budget.subject, spent_usd: spentUsd, limit_usd: limitUsd, waiting },
  };
}
