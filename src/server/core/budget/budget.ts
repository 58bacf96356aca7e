import { z } from 'zod';
import { timeZoneSchema } from '../trigger/schedule.ts';
import { LIMIT_USD } from './money.ts';

// A budget limits what work may cost in US dollars. What it is for:
//
//   installation   everything, per day or month
//   workflow       all runs of a stored workflow, per day or month
//   agent          all calls of an agent, per day or month
//   run, task      one run or one task, as long as it lives ("use"); it stands in place of the limit that the definition has

export const BUDGET_SCOPES = ['installation', 'workflow', 'agent', 'run', 'task'] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

export const BUDGET_PERIODS = ['use', 'day', 'month'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** block: nothing more is claimed once it is spent. warn: it only says so. */
export const BUDGET_ACTIONS = ['block', 'warn'] as const;
export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

/** More of them than a person looks through say nothing. Those of single runs and tasks do not count. */
export const MOST_BUDGETS = 200;

const limitUsdSchema = z.number().min(LIMIT_USD.least).max(LIMIT_USD.most);
const alertShare = z.number().min(0.01).max(1);

export interface Budget {
  id: string;
  scope: BudgetScope;
  /** Slug of the workflow, or id of the agent, run or task; null for the installation. */
  subject: string | null;
  period: BudgetPeriod;
  /** By whose clocks a day or month begins. */
  timeZone: string;
  limitUsd: number;
  onExceeded: BudgetAction;
  /** Share of the limit, 0..1, from which an alert is open. */
  alertShare: number;
  /** Grows with every change; served as the ETag. */
  revision: number;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
}

const isForOnce = (scope: BudgetScope) => scope === 'run' || scope === 'task';

export const createBudgetSchema = z
  .strictObject({
    scope: z.enum(BUDGET_SCOPES),
    subject: z.string().min(1).max(200).optional(),
    period: z.enum(BUDGET_PERIODS).optional(),
    time_zone: timeZoneSchema.default('UTC'),
    limit_usd: limitUsdSchema,
    on_exceeded: z.enum(BUDGET_ACTIONS).default('block'),
    alert_share: alertShare.default(0.8),
  })
  .superRefine(({ scope, subject, period }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (scope === 'installation' && subject !== undefined) refuse('subject', 'the installation is one: it has no name here');
    if (scope !== 'installation' && subject === undefined) refuse('subject', `which ${scope} is limited`);
    if (isForOnce(scope) && period !== undefined && period !== 'use') refuse('period', `a ${scope} has one limit for as long as it lives`);
    if (!isForOnce(scope) && period === 'use') refuse('period', 'per day or per month');
  })
  .transform(({ period, ...budget }) => ({ ...budget, period: period ?? (isForOnce(budget.scope) ? ('use' as const) : ('day' as const)) }));
export type CreateBudget = z.output<typeof createBudgetSchema>;

export const changeBudgetSchema = z
  .strictObject({
    limit_usd: limitUsdSchema,
    on_exceeded: z.enum(BUDGET_ACTIONS),
    alert_share: alertShare,
    time_zone: timeZoneSchema,
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'says nothing to change');
export type ChangeBudget = z.output<typeof changeBudgetSchema>;

/** What tells limits apart: no two with the same key. */
export const budgetKey = ({ scope, subject, period }: Pick<Budget, 'scope' | 'subject' | 'period'>): string =>
  `${scope}:${subject ?? ''}:${period}`;

/** Where the tasks are parked that a limit holds back. */
export const budgetGate = (key: string): string => `budget:${key}`;
