import { BudgetIndex } from '../core/budget/budget-index.ts';
import { Purse } from '../core/budget/purse.ts';
import { readBudgets } from '../db/budgets.ts';
import { underPassLock } from '../db/pass-lock.ts';
import { changeHold, readFoldedSpend, readHold, readSpending } from '../db/spending.ts';
import type { Deps } from '../deps.ts';
import type { PlacedTask } from './dispatch-tasks.ts';

/** Each time a call asks for so many times what it has cost, so that a long one asks a few times only. */
const STEP = 2;

/**
 * A call under way has cost what was reserved for it: what it may cost from now on, in US dollars, as far as its limits leave that. Less
 * than it has cost already: it is to end. Under the pass lock, as whatever else reserves.
 */
export async function askForMore(
  { db }: Pick<Deps, 'db'>,
  { task, run, spec, agent, attemptId }: PlacedTask,
  costUsd: number,
): Promise<number> {
  const now = new Date();
  return underPassLock(db, async (client) => {
    const budgets = new BudgetIndex(await readBudgets(client));
    const all = [
      ...budgets.ofTask({ taskId: task.id, runId: run.id, workflowId: run.workflowId, spec }, now),
      ...budgets.ofAgent(agent.id, now),
    ];
    const limits = all.filter(({ blocks }) => blocks);
    const standing = limits.filter(({ window }) => window !== null);
    const purse = new Purse(await readSpending(client, limits, await readFoldedSpend(client, standing)));
    const held = await readHold(client, attemptId);
    const room = Math.min(...limits.map((limit) => purse.left(limit) + held));
    if (room < costUsd) return Math.max(0, room);
    const allowed = Math.min(room, costUsd * STEP);
    await changeHold(client, attemptId, allowed);
    return allowed;
  });
}
