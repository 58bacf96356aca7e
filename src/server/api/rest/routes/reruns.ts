import { z } from 'zod';
import { AGAIN_BECAUSE } from '../../../core/run/plan-rerun.ts';
import { LINEAGES, type Lineage } from '../../../core/run/rerun-view.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { previewRerun, rerunRun, rerunSchema } from '../../../use-cases/rerun-run.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';

const { shape } = rerunSchema;

const bodySchema = z.strictObject({
  from_task: shape.fromTask.describe('Do this task and all that follows again. A fork names a task, a checkpoint, or both'),
  from_checkpoint: shape.fromCheckpoint.describe(
    'Of a fork: take over what was over after this event of the run, and do the rest again; GET /runs/{id}/checkpoints lists places that suit',
  ),
  input: shape.input.describe('Another input for the run. A retry then does everything again; a fork keeps the results before its task'),
  task_input: shape.taskInput.describe('Another input for from_task, as the definition would say it'),
  version: shape.version.describe('own: the definition that ran; newest: the published one; or a version by its number'),
  dry_run: z.boolean().default(false).describe('Only say which tasks would run again'),
});

const previewSchema = z.object({
  reused: z.number().describe('Tasks that keep their result'),
  version: z.number().nullable(),
  again: z.array(
    z.object({
      ...{ task_id: z.string(), name: z.string(), because: z.enum(AGAIN_BECAUSE) },
      items: z
        .object({ kept: z.number(), all: z.number() })
        .nullable()
        .describe('Of a map that goes on where it was: completed items keep their result as long as their input is the same'),
    }),
  ),
  dropped: z.array(z.string()).describe('Tasks of the earlier run that the new definition no longer has'),
});

const SUMMARY: Record<Lineage, string> = {
  retry: 'Start a new run that takes over what an ended one completed',
  fork: 'Start a new run from a task or a checkpoint of any run, which goes on as it is',
};

const rerunRoute = (kind: Lineage) =>
  defineRoute({
    method: 'POST',
    path: `/runs/{id}/${kind}`,
    role: 'operator',
    tag: 'runs',
    summary: SUMMARY[kind],
    params: z.strictObject({ id: uuid }),
    body: bodySchema,
    responses: {
      200: { description: 'With dry_run: what would run again', schema: previewSchema },
      202: {
        description: 'The new run',
        schema: z.object({
          run_id: z.string(),
          workflow_id: z.string(),
          status: z.enum(RUN_STATUSES),
          parent_run_id: z.string(),
          lineage: z.enum(LINEAGES),
        }),
      },
    },
    errors: ['not_found', 'conflict', 'invalid_definition', 'rate_limited'],
    async handle({ deps, principal, params: { id }, body }) {
      const { dry_run: dryRun, from_task: fromTask, from_checkpoint: fromCheckpoint, task_input: taskInput, input, version } = body;
      const request = { runId: id, kind, fromTask, fromCheckpoint, taskInput, input, version };
      if (dryRun) {
        const { again, ...rest } = await previewRerun(deps, request);
        return { status: 200, body: { ...rest, again: again.map(({ taskId, ...task }) => ({ task_id: taskId, ...task })) } };
      }
      const run = await rerunRun(deps, request, principal);
      return {
        status: 202,
        body: { run_id: run.runId, workflow_id: run.workflowId, status: run.status, parent_run_id: id, lineage: kind },
      };
    },
  });

export const rerunRoutes = LINEAGES.map(rerunRoute);
