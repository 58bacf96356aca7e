import { z } from 'zod';
import { BUDGET_ACTIONS, BUDGET_SCOPES } from '../../../core/budget/budget.ts';
import { InvalidError } from '../../../core/errors.ts';
import { TASK_KINDS } from '../../../core/workflow/task-kind.ts';
import { type DryRun, dryRunWorkflow } from '../../../use-cases/dry-run-workflow.ts';
import { defineRoute } from '../define-route.ts';

/** Bytes: a definition of 10,000 tasks passes. */
const BODY_LIMIT = 8 * 1_048_576;
const measured = z.number().nullable();

/** Light on purpose: a definition is parsed once, by the use case, which lists all its faults. */
const body = z.looseObject({ workflow_id: z.string().min(1).max(100).optional() });

const answer = z
  .object({
    total_ms: measured.describe('Null when the duration of a task is not known'),
    at_least_ms: z.number(),
    calls: z.number().describe('Of agents, as expected on average, of the tasks whose number is known'),
    tasks_of_unknown_calls: z.number(),
    cost_usd: z.number().describe('As expected on average, of the tasks whose cost is known'),
    tasks_of_unknown_cost: z.number(),
    unplaced_tasks: z.number(),
    shortfalls: z
      .array(
        z.object({
          scope: z.enum(BUDGET_SCOPES),
          subject: z.string().nullable().describe('Workflow, agent or task_id; null for the installation and for the run itself'),
          limit_usd: z.number(),
          left_usd: z.number().describe('Neither spent nor reserved'),
          expected_usd: z.number().describe('Of this run, as far as its cost is known'),
          on_exceeded: z.enum(BUDGET_ACTIONS),
          renews_at: z.iso.datetime().nullable().describe('When a day or month ends; null for the limit of a run or task'),
          message: z.string(),
        }),
      )
      .describe('Limits that leave less now than the run is expected to cost'),
    tasks: z.array(
      z.object({
        task_id: z.string(),
        kind: z.enum(TASK_KINDS),
        agent: z.object({ id: z.string(), name: z.string() }).nullable(),
        reason: z.string().nullable().describe('Why nobody can take it now'),
        likelihood: measured.describe(
          'Share of runs in which it is done; null when a condition, a branch or a failure decides and too few runs tell how',
        ),
        calls: measured.describe('Of agents; null when only the run will tell'),
        calls_from: z.enum(['definition', 'history']).nullable(),
        success_probability: measured,
        duration_ms: measured.describe('Of one call, or of the whole wait'),
        duration_from: z.enum(['measured', 'estimated', 'history']).nullable(),
        cost_usd: measured.describe('Of one call'),
        whole_ms: measured.describe('Of all its calls'),
        whole_cost_usd: measured,
        start_ms: measured,
        end_ms: measured,
      }),
    ),
  })
  .meta({ id: 'DryRun' });

function present(run: DryRun): z.input<typeof answer> {
  return {
    total_ms: run.totalMs,
    at_least_ms: run.atLeastMs,
    calls: run.calls,
    tasks_of_unknown_calls: run.callsUnknown,
    cost_usd: run.costUsd,
    tasks_of_unknown_cost: run.costUnknown,
    unplaced_tasks: run.unplaced,
    shortfalls: run.shortfalls.map((each) => ({
      scope: each.scope,
      subject: each.subject,
      limit_usd: each.limitUsd,
      left_usd: each.leftUsd,
      expected_usd: each.expectedUsd,
      on_exceeded: each.blocks ? ('block' as const) : ('warn' as const),
      renews_at: each.renewsAt?.toISOString() ?? null,
      message: each.message,
    })),
    tasks: run.tasks.map((task) => ({
      task_id: task.taskId,
      kind: task.kind,
      agent: task.agent,
      reason: task.reason,
      likelihood: task.likelihood,
      calls: task.calls,
      calls_from: task.callsFrom,
      success_probability: task.successProbability,
      duration_ms: task.durationMs,
      duration_from: task.durationFrom,
      cost_usd: task.costUsd,
      whole_ms: task.wholeMs,
      whole_cost_usd: task.wholeCostUsd,
      start_ms: task.times?.startMs ?? null,
      end_ms: task.times?.endMs ?? null,
    })),
  };
}

export const dryRunRoutes = [
  defineRoute({
    method: 'POST',
    path: '/workflow/dry-run',
    role: 'viewer',
    tag: 'workflows',
    summary: 'Who would get each task of a workflow now, how often, how long it would take and what it would cost; nothing is started',
    body,
    bodyLimit: BODY_LIMIT,
    responses: { 200: { description: 'What would happen', schema: answer } },
    errors: ['not_found', 'invalid_definition'],
    async handle({ deps, body: sent }) {
      if ('tasks' in sent || sent.workflow_id === undefined)
        return { status: 200, body: present(await dryRunWorkflow(deps, { definition: sent })) };
      const extra = Object.keys(sent).find((key) => key !== 'workflow_id');
      if (extra !== undefined)
        throw new InvalidError('a stored workflow takes nothing else', [
          { path: extra, message: 'belongs to a definition, which needs tasks' },
        ]);
      return { status: 200, body: present(await dryRunWorkflow(deps, { workflowId: sent.workflow_id })) };
    },
  }),
];
