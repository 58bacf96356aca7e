import type { Budget } from './budget.ts';
import type { BudgetState, Spending } from './budget-state.ts';
import type { BudgetWindow } from './budget-window.ts';
import type { SpendForecast } from './forecast-spend.ts';

/** A budget with what stands against it now. */
export interface BudgetView extends Budget, Spending {
  /** Of the workflow, agent, run or task; null for the installation, and for what is gone. */
  subjectName: string | null;
  /** What counts; null: everything, as long as the run or task lives. */
  window: BudgetWindow | null;
  state: BudgetState;
  /** At the end of the window; null where there is none, or not enough data. */
  forecast: SpendForecast | null;
}

/** What one run has cost, and may. */
export interface RunSpending extends Spending {
  /** Null: no limit of its own. */
  limitUsd: number | null;
  /** ok without a limit. */
  state: BudgetState;
  /** That somebody has set in place of the definition's limit; null: nobody has. */
  budget: Pick<Budget, 'id' | 'revision'> | null;
  /** Some of its tasks that wait for more than they may cost themselves. */
  heldTaskIds: string[];
}
