import { z } from 'zod';
import { BUDGET_ACTIONS, BUDGET_PERIODS, BUDGET_SCOPES, changeBudgetSchema, createBudgetSchema } from '../../../core/budget/budget.ts';
import { BUDGET_STATES, type Spending } from '../../../core/budget/budget-state.ts';
import type { BudgetView } from '../../../core/budget/budget-view.ts';
import type { SpentCall } from '../../../db/spending.ts';
import { changeBudget, createBudget, readBudget, removeBudget } from '../../../use-cases/budgets.ts';
import { listBudgets } from '../../../use-cases/list-budgets.ts';
import { listSpentCalls } from '../../../use-cases/list-spent-calls.ts';
import { readRunSpending } from '../../../use-cases/read-run-spending.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';
import { etagOf } from '../read-meta.ts';

const time = z.iso.datetime();
const params = z.strictObject({ id: uuid });

const spending = {
  spent_usd: z.number().describe('Of calls that ended: measured, else the price agreed with the agent'),
  reserved_usd: z.number().describe('Expected of calls under way'),
  calls: z.number(),
  unpriced_calls: z.number().describe('Whose cost nobody knows; they count as nothing'),
  waiting_tasks: z.number().describe('Parked for it; counted up to 1,000'),
  state: z.enum(BUDGET_STATES),
};

const presentSpending = ({ spentUsd, reservedUsd, calls, unpriced, waiting, state }: Spending & Pick<BudgetView, 'state'>) => ({
  spent_usd: spentUsd,
  reserved_usd: reservedUsd,
  calls,
  unpriced_calls: unpriced,
  waiting_tasks: waiting,
  state,
});

const budgetSchema = z
  .object({
    id: z.string(),
    scope: z.enum(BUDGET_SCOPES),
    subject: z.string().nullable().describe('Slug of the workflow, or id of the agent, run or task; null for the installation'),
    subject_name: z.string().nullable(),
    period: z.enum(BUDGET_PERIODS).describe('use: as long as the run or task lives'),
    time_zone: z.string(),
    limit_usd: z.number(),
    on_exceeded: z.enum(BUDGET_ACTIONS).describe('block: nothing more is claimed. warn: it only says so'),
    alert_share: z.number().describe('Share of the limit, 0..1, from which an alert is open'),
    window: z.object({ from: time, to: time }).nullable().describe('What counts; null: everything'),
    ...spending,
    forecast: z
      .object({ usd: z.number(), low: z.number(), high: z.number(), samples: z.number() })
      .nullable()
      .describe('Expected to be spent when the window ends, with its 90 % interval; null: not enough data'),
    revision: z.number(),
    created_by: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'Budget' });

const presentBudget = (budget: BudgetView) => ({
  id: budget.id,
  scope: budget.scope,
  subject: budget.subject,
  subject_name: budget.subjectName,
  period: budget.period,
  time_zone: budget.timeZone,
  limit_usd: budget.limitUsd,
  on_exceeded: budget.onExceeded,
  alert_share: budget.alertShare,
  window: budget.window && { from: budget.window.from.toISOString(), to: budget.window.to.toISOString() },
  ...presentSpending(budget),
  forecast: budget.forecast,
  revision: budget.revision,
  created_by: budget.createdBy,
  created_at: budget.createdAt.toISOString(),
  updated_at: budget.updatedAt.toISOString(),
});

const callSchema = z
  .object({
    id: z.string(),
    judge: z.boolean().describe('A call of an agent that judged the result of another'),
    embedding_model: z
      .string()
      .nullable()
      .describe('The model for embeddings that was called, for what agents remember: it has no run, no task and no agent'),
    run_id: z.string().nullable(),
    task_id: z.string().nullable(),
    task_key: z.string().nullable(),
    task_name: z.string().nullable(),
    agent_id: z.string().nullable(),
    agent_name: z.string().nullable(),
    ended_at: time,
    cost_usd: z.number().nullable().describe('Null: nobody knows'),
    measured: z.boolean().describe('False: it is the price agreed with the agent'),
  })
  .meta({ id: 'SpentCall' });

const presentCall = (call: SpentCall) => ({
  id: call.id,
  judge: call.judge,
  embedding_model: call.embeddingModel,
  run_id: call.runId,
  task_id: call.taskId,
  task_key: call.taskKey,
  task_name: call.taskName,
  agent_id: call.agentId,
  agent_name: call.agentName,
  ended_at: call.endedAt.toISOString(),
  cost_usd: call.costUsd,
  measured: call.measured,
});

const etag = ({ revision }: BudgetView) => ({ etag: etagOf(revision) });

const readRoutes = [
  defineRoute({
    method: 'GET',
    path: '/budgets',
    role: 'viewer',
    tag: 'budgets',
    summary: 'List budgets with what is spent, reserved and forecast',
    query: z.strictObject({ scope: z.enum(BUDGET_SCOPES).optional(), subject: z.string().max(200).optional() }),
    responses: { 200: { description: 'All in force', schema: z.object({ data: z.array(budgetSchema) }) } },
    async handle({ deps, query }) {
      return { status: 200, body: { data: (await listBudgets(deps, query)).map(presentBudget) } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/budgets/{id}',
    role: 'viewer',
    tag: 'budgets',
    summary: 'Show a budget with what is spent, reserved and forecast',
    params,
    responses: { 200: { description: 'The budget', schema: budgetSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const budget = await readBudget(deps, id);
      return { status: 200, body: presentBudget(budget), headers: etag(budget) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/budgets/{id}/calls',
    role: 'viewer',
    tag: 'budgets',
    summary: 'List the calls behind what is spent, the last one first',
    params,
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of calls', schema: pageOf(callSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const page = await listSpentCalls(deps, { id, ...query });
      return { status: 200, body: { data: page.data.map(presentCall), next_cursor: page.nextCursor } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/spending',
    role: 'viewer',
    tag: 'budgets',
    summary: 'Show what a run has cost, and what it may',
    params,
    responses: {
      200: {
        description: 'What stands against it',
        schema: z
          .object({
            ...spending,
            limit_usd: z.number().nullable(),
            budget_id: z.string().nullable().describe('Set in place of the limit of its definition'),
            held_task_ids: z.array(z.string()).describe('Some of its tasks that wait for more than they may cost themselves'),
          })
          .meta({ id: 'RunSpending' }),
      },
    },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      const found = await readRunSpending(deps, id);
      return {
        status: 200,
        body: {
          ...presentSpending(found),
          limit_usd: found.limitUsd,
          budget_id: found.budget?.id ?? null,
          held_task_ids: found.heldTaskIds,
        },
      };
    },
  }),
];

export const budgetRoutes = [
  ...readRoutes,
  defineRoute({
    method: 'POST',
    path: '/budgets',
    role: 'operator',
    tag: 'budgets',
    summary: 'Limit what the installation, a workflow, an agent (admins), a run or a task may cost',
    body: createBudgetSchema,
    responses: { 201: { description: 'The budget', schema: budgetSchema } },
    errors: ['conflict'],
    async handle({ deps, body, principal }) {
      const budget = await createBudget(deps, body, principal);
      return { status: 201, body: presentBudget(budget), headers: etag(budget) };
    },
  }),
  defineRoute({
    method: 'PATCH',
    path: '/budgets/{id}',
    role: 'operator',
    tag: 'budgets',
    summary: 'Change a budget; what waits for it begins at once. With If-Match only the revision that was read',
    params,
    body: changeBudgetSchema,
    responses: { 200: { description: 'The budget', schema: budgetSchema } },
    errors: ['not_found', 'precondition_failed'],
    async handle({ deps, params: { id }, body, ifMatch, principal }) {
      const budget = await changeBudget(deps, { id, revision: ifMatch, to: body }, principal);
      return { status: 200, body: presentBudget(budget), headers: etag(budget) };
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/budgets/{id}',
    role: 'operator',
    tag: 'budgets',
    summary: 'Remove a budget; what waits for it begins',
    params,
    responses: { 204: { description: 'Removed' } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, principal }) {
      await removeBudget(deps, id, principal);
      return { status: 204 };
    },
  }),
];
