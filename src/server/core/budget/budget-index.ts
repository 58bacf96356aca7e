import type { TaskSpec } from '../task/spec.ts';
import { type Budget, type BudgetScope, budgetKey } from './budget.ts';
import { type BudgetWindow, windowOf } from './budget-window.ts';

/** A budget at one moment, or the limit that a definition gives its run or task. */
export interface Limit {
  /** See budgetKey. */
  key: string;
  scope: BudgetScope;
  subject: string | null;
  limitUsd: number;
  /** False: it only warns. */
  blocks: boolean;
  /** What counts against it; null: everything. */
  window: BudgetWindow | null;
  /** What it is, for people. */
  words: string;
}

/** A task as its limits are found by. */
interface SpendingTask {
  taskId: string;
  runId: string;
  /** The stored workflow that its run is of; null: of none. */
  workflowId: string | null;
  spec: Pick<TaskSpec, 'maxCostUsd' | 'runMaxCostUsd'>;
}

const WORDS: Readonly<Record<BudgetScope, string>> = {
  installation: 'the budget of the installation',
  workflow: 'the budget of the workflow',
  agent: 'the budget of the agent',
  run: 'the budget of the run',
  task: 'the budget of the task',
};

const EVERY = { use: '', day: ' for the day', month: ' for the month' } as const;

const NONE: readonly Limit[] = [];

/** All budgets, found by what they are for. Stands as long as the budgets it was made of; windows move on with the time asked for. */
export class BudgetIndex {
  readonly #bySubject = new Map<string, Budget[]>();
  readonly #windows = new Map<string, BudgetWindow>();
  readonly #standing: readonly Budget[];
  readonly isEmpty: boolean;
  /** Of the state they were read in; null: it does not matter. */
  readonly mark: string | null;

  constructor(budgets: readonly Budget[], mark: string | null = null) {
    this.mark = mark;
    this.isEmpty = budgets.length === 0;
    this.#standing = budgets.filter(({ period }) => period !== 'use');
    for (const budget of budgets) {
      const key = `${budget.scope}:${budget.subject ?? ''}`;
      this.#bySubject.set(key, [...(this.#bySubject.get(key) ?? []), budget]);
    }
  }

  #limits(scope: BudgetScope, subject: string | null, now: Date): readonly Limit[] {
    const budgets = this.#bySubject.get(`${scope}:${subject ?? ''}`);
    return budgets === undefined ? NONE : budgets.map((budget) => this.limitOf(budget, now));
  }

  limitOf(budget: Budget, now: Date): Limit {
    const { scope, subject, limitUsd, onExceeded, period } = budget;
    const words = `${WORDS[scope]}${EVERY[period]}`;
    return { key: budgetKey(budget), scope, subject, limitUsd, blocks: onExceeded === 'block', window: this.#window(budget, now), words };
  }

  #window(budget: Budget, now: Date): BudgetWindow | null {
    const known = this.#windows.get(budget.id);
    if (known !== undefined && now >= known.from && now < known.to) return known;
    const window = windowOf(budget.period, budget.timeZone, now);
    if (window !== null) this.#windows.set(budget.id, window);
    return window;
  }

  /** The limits of a task whoever takes it: of the installation, its workflow, its run and itself. */
  ofTask({ taskId, runId, workflowId, spec }: SpendingTask, now: Date): readonly Limit[] {
    if (this.isEmpty && spec.maxCostUsd === undefined && spec.runMaxCostUsd === undefined) return NONE;
    return [
      ...this.#limits('installation', null, now),
      ...(workflowId === null ? NONE : this.#limits('workflow', workflowId, now)),
      ...this.#once('run', runId, { written: spec.runMaxCostUsd, now }),
      ...this.#once('task', taskId, { written: spec.maxCostUsd, now }),
    ];
  }

  /** All limits of days and months. */
  standing(now: Date): readonly Limit[] {
    return this.#standing.map((budget) => this.limitOf(budget, now));
  }

  ofAgent(agentId: string, now: Date): readonly Limit[] {
    return this.isEmpty ? NONE : this.#limits('agent', agentId, now);
  }

  /** What somebody has set for this run or task, else what its definition says. */
  #once(scope: 'run' | 'task', subject: string, { written, now }: { written: number | undefined; now: Date }): readonly Limit[] {
    const set = this.#limits(scope, subject, now);
    if (set.length > 0 || written === undefined) return set;
    const key = budgetKey({ scope, subject, period: 'use' });
    return [{ key, scope, subject, limitUsd: written, blocks: true, window: null, words: WORDS[scope] }];
  }
}
