import type { BudgetIndex, Limit } from '../core/budget/budget-index.ts';
import { type ExpectedSpending, foreseeLimits, type Shortfall } from '../core/budget/foresee-limits.ts';
import type { TaskSpec } from '../core/task/spec.ts';
import type { Deps } from '../deps.ts';
import type { LoadedFleet } from './load-fleet.ts';
import { openPurse } from './open-purse.ts';

// What a run that does not run would spend, held against the limits that it would meet.

/** A task as a dry run expects it. */
export interface PricedTask {
  taskId: string;
  spec: Pick<TaskSpec, 'maxCostUsd' | 'runMaxCostUsd'>;
  /** Who would get it, or its first call. */
  agentId: string;
  /** Of all its calls; null: nobody knows. */
  usd: number | null;
  /** Share of its cost that a run bears on average. */
  part: number;
}

export interface RunSpendingForecast {
  /** Against limits of days and months. */
  standing: ExpectedSpending[];
  /** Against limits of this run and its tasks. */
  own: ExpectedSpending[];
}

const isOwn = ({ scope }: Limit) => scope === 'run' || scope === 'task';

/**
 * What the tasks of a run would spend, by the limits that it counts against.
 * @param run.path sub-workflows from the outermost run down to this one; empty: it is that run
 * @param run.workflowId whose budget it counts against; null: of none
 */
export function expectSpending(
  budgets: BudgetIndex,
  run: { path: readonly string[]; workflowId: string | null; tasks: readonly PricedTask[]; now: Date },
): RunSpendingForecast {
  const { path, workflowId, now } = run;
  const forecast: RunSpendingForecast = { standing: [], own: [] };
  for (const { taskId, spec, agentId, usd, part } of run.tasks) {
    if (part === 0) continue;
    const limits = budgets.ofTask({ taskId: [...path, taskId].join('/'), runId: path.join('/'), workflowId, spec }, now);
    const expected = (usd ?? 0) * part;
    forecast.standing.push({ limits: [...limits.filter((limit) => !isOwn(limit)), ...budgets.ofAgent(agentId, now)], usd: expected });
    forecast.own.push({ limits: limits.filter(({ scope }) => scope === 'run'), usd: expected });
    // What a task may cost it may cost where it is done, however seldom that is.
    forecast.own.push({ limits: limits.filter(({ scope }) => scope === 'task'), usd: usd ?? 0 });
  }
  return forecast;
}

/** The part of what a run would spend that falls to whoever starts it with some likelihood. */
export const scaleSpending = (spending: readonly ExpectedSpending[], part: number): ExpectedSpending[] =>
  part === 0 ? [] : spending.map(({ limits, usd }) => ({ limits, usd: usd * part }));

/** The limits of which not enough is left now. Nothing is read where nothing is limited. */
export async function findShortfalls(
  deps: Pick<Deps, 'db'>,
  { agents, budgets }: Pick<LoadedFleet, 'agents' | 'budgets'>,
  { expected, now }: { expected: readonly ExpectedSpending[]; now: Date },
): Promise<Shortfall[]> {
  if (expected.every(({ limits }) => limits.length === 0)) return [];
  // What a run and its tasks may cost, a run that was not begun has spent nothing of.
  const purse = await openPurse(deps, deps.db.pool, { standing: budgets.standing(now), once: [] });
  const nameOf = ({ scope, subject }: Limit) => (scope === 'agent' ? agents.find(({ id }) => id === subject)?.name : subject) || null;
  const found = foreseeLimits(expected, { purse, nameOf });
  return found.map((each) => ({ ...each, subject: each.subject || null }));
}
