import type { BudgetScope } from '@/server/core/budget/budget.ts';
import type { BudgetState } from '@/server/core/budget/budget-state.ts';
import type { BudgetView } from '@/server/core/budget/budget-view.ts';
import { money } from '@/server/core/budget/money.ts';

/** What a budget is of, in two words. */
export const SCOPE_WORDS: Readonly<Record<BudgetScope, string>> = {
  installation: 'Everything',
  workflow: 'Workflow',
  agent: 'Agent',
  run: 'Run',
  task: 'Task',
};

export const STATE_LOOKS: Readonly<Record<BudgetState, { word: string; tone: 'ok' | 'wait' | 'fail' | 'plain'; bar: string }>> = {
  ok: { word: 'within', tone: 'ok', bar: 'bg-run' },
  near: { word: 'nearly spent', tone: 'wait', bar: 'bg-wait' },
  exceeded: { word: 'used up', tone: 'fail', bar: 'bg-fail' },
  unknown: { word: 'cost unknown', tone: 'plain', bar: 'bg-run' },
};

export const nameOf = ({ scope, subject, subjectName }: Pick<BudgetView, 'scope' | 'subject' | 'subjectName'>): string =>
  scope === 'installation' ? 'The installation' : (subjectName ?? subject ?? '');

/** Per what a limit is. */
export const periodWords = ({ period, timeZone }: Pick<BudgetView, 'period' | 'timeZone'>): string =>
  period === 'use' ? 'in all' : `per ${period}${timeZone === 'UTC' ? '' : `, ${timeZone}`}`;

/** The forecast with its interval, in one line. */
export function forecastWords({ forecast, window }: Pick<BudgetView, 'forecast' | 'window'>): string {
  if (window === null) return '–';
  if (forecast === null) return 'not enough data';
  return `${money(forecast.usd)} (${money(forecast.low)} to ${money(forecast.high)})`;
}
