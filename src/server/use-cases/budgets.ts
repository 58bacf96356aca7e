import { z } from 'zod';
import { hasRole, type Principal } from '../core/access/principal.ts';
import { type Budget, type BudgetScope, type ChangeBudget, type CreateBudget, MOST_BUDGETS } from '../core/budget/budget.ts';
import type { BudgetView } from '../core/budget/budget-view.ts';
import { ConflictError, ForbiddenError, InvalidError, NotFoundError, PreconditionFailedError } from '../core/errors.ts';
import {
  changeBudget as change,
  deleteBudget,
  findBudget,
  findSubjectRun,
  insertBudget,
  readBudgets,
  readSubjectNames,
} from '../db/budgets.ts';
import type { Deps } from '../deps.ts';
import { viewBudgets } from './list-budgets.ts';
import { recordAudit } from './record-audit.ts';

const isForOnce = (scope: BudgetScope): scope is 'run' | 'task' => scope === 'run' || scope === 'task';

/** What stands for days limits operators too, so that an admin sets it; who works on a run may raise what that run may cost. */
function permit(principal: Principal, { scope }: Pick<Budget, 'scope'>): void {
  if (!isForOnce(scope) && !hasRole(principal, 'admin')) throw new ForbiddenError(`budgets of ${scope}s are set by admins`);
}

/** The run that a budget goes with; null for what outlives runs. @throws InvalidError when there is no such subject */
async function runOf({ db }: Pick<Deps, 'db'>, { scope, subject }: Pick<CreateBudget, 'scope' | 'subject'>): Promise<string | null> {
  if (scope === 'installation' || subject === undefined) return null;
  const missing = () => new InvalidError(`no ${scope} ${subject}`, [{ path: 'subject', message: `there is no ${scope} of this name` }]);
  if (scope !== 'workflow' && !z.uuid().safeParse(subject).success) throw missing();
  if (isForOnce(scope)) {
    const runId = await findSubjectRun(db.pool, scope, subject);
    if (runId === null) throw missing();
    return runId;
  }
  if ((await readSubjectNames(db.pool, [{ scope, subject }])).size === 0) throw missing();
  return null;
}

async function view(deps: Pick<Deps, 'db'>, budget: Budget): Promise<BudgetView> {
  const [seen] = await viewBudgets(deps, [budget], new Date());
  if (seen === undefined) throw new Error('one budget was to be seen');
  return seen;
}

/** Whoever waits for money looks again, in every process; alerts follow with their next look. */
async function note(deps: Deps, { action, budget, principal }: { action: string; budget: Budget; principal: Principal }): Promise<void> {
  const { scope, subject, period, limitUsd, onExceeded } = budget;
  const detail = { scope, subject, period, limit_usd: limitUsd, on_exceeded: onExceeded };
  await recordAudit(deps, { actor: principal, action, subject: `budget:${budget.id}`, detail });
  deps.feed.publish(['agents', 'ready']);
}

/** @throws NotFoundError */
export async function readBudget(deps: Pick<Deps, 'db'>, id: string): Promise<BudgetView> {
  const budget = await findBudget(deps.db.pool, id);
  if (budget === null) throw new NotFoundError(`no budget ${id}`);
  return view(deps, budget);
}

/** @throws ConflictError when there is one for the same, or as many as may be; InvalidError, ForbiddenError */
export async function createBudget(deps: Deps, input: CreateBudget, principal: Principal): Promise<BudgetView> {
  const { scope, subject = null, period } = input;
  permit(principal, input);
  const runId = await runOf(deps, input);
  const standing = (await readBudgets(deps.db.pool)).filter((budget) => !isForOnce(budget.scope));
  if (!isForOnce(scope) && standing.length >= MOST_BUDGETS) throw new ConflictError(`there are ${MOST_BUDGETS} budgets already`);
  const budget = await insertBudget(deps.db.pool, {
    ...{ id: deps.newId(), scope, subject, runId, period, timeZone: input.time_zone, createdBy: principal.id },
    ...{ limitUsd: input.limit_usd, onExceeded: input.on_exceeded, alertShare: input.alert_share },
  });
  if (budget === null) throw new ConflictError(`there is a budget per ${period} for it already`);
  await note(deps, { action: 'budget.create', budget, principal });
  return view(deps, budget);
}

/**
 * Changes a limit, or what it does. Tasks that wait for money begin at once as far as there is some now.
 * @param input.revision that was read; null changes whatever is there
 * @throws NotFoundError, ForbiddenError, PreconditionFailedError when somebody changed it in between
 */
export async function changeBudget(
  deps: Deps,
  { id, revision, to }: { id: string; revision: number | null; to: ChangeBudget },
  principal: Principal,
): Promise<BudgetView> {
  permit(principal, await readBudget(deps, id));
  const budget = await change(deps.db.pool, id, { revision, to });
  if (budget === null) throw new PreconditionFailedError('the budget was changed by somebody else');
  await note(deps, { action: 'budget.change', budget, principal });
  return view(deps, budget);
}

/** @throws NotFoundError, ForbiddenError */
export async function removeBudget(deps: Deps, id: string, principal: Principal): Promise<void> {
  permit(principal, await readBudget(deps, id));
  const budget = await deleteBudget(deps.db.pool, id);
  if (budget === null) throw new NotFoundError(`no budget ${id}`);
  await note(deps, { action: 'budget.remove', budget, principal });
}
