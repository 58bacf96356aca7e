import { z } from 'zod';
import { trialSchema } from '../../core/run/trial.ts';
import { plainName } from '../../core/workflow/definition.ts';
import { changeRunStatus } from '../../use-cases/change-run.ts';
import { compareStoredRuns } from '../../use-cases/compare-stored-runs.ts';
import { executeWorkflow } from '../../use-cases/execute-workflow.ts';
import { listArtifacts, listArtifactsSchema } from '../../use-cases/list-artifacts.ts';
import { listRunCheckpoints } from '../../use-cases/list-run-checkpoints.ts';
import { listRunEvents, listRunEventsSchema } from '../../use-cases/list-run-events.ts';
import { listRunTasks, listRunTasksSchema } from '../../use-cases/list-run-tasks.ts';
import { listRuns, listRunsSchema } from '../../use-cases/list-runs.ts';
import { readArtifactText } from '../../use-cases/read-artifact.ts';
import { readRun } from '../../use-cases/read-run.ts';
import { readRunLogs, readRunLogsSchema } from '../../use-cases/read-run-logs.ts';
import { readRunTimeline } from '../../use-cases/read-run-timeline.ts';
import { readTask } from '../../use-cases/read-task.ts';
import { readTaskLogs, readTaskLogsSchema } from '../../use-cases/read-task-logs.ts';
import { previewRerun, rerunRun, rerunSchema } from '../../use-cases/rerun-run.ts';
import { operatorProcedure, router, viewerProcedure } from '../trpc.ts';

const byId = z.strictObject({ id: z.uuid() });
const change = byId.extend({ reason: plainName.optional() });
const changing = (verb: 'cancel' | 'pause' | 'resume') =>
  operatorProcedure
    .input(change)
    .mutation(({ ctx, input }) => changeRunStatus(ctx.deps, { runId: input.id, verb, reason: input.reason }, ctx.principal));

const execution = z.strictObject({
  workflowId: z.string().min(1).max(100).optional(),
  /** Parsed by the use case, which lists every fault. */
  definition: z.unknown().optional(),
  version: z.number().int().min(1).optional(),
  input: z.json().optional(),
  context: z.record(z.string(), z.json()).optional(),
  trial: trialSchema.optional(),
});

export const runsRouter = router({
  list: viewerProcedure.input(listRunsSchema.prefault({})).query(({ ctx, input }) => listRuns(ctx.deps, input)),
  get: viewerProcedure.input(byId).query(({ ctx, input }) => readRun(ctx.deps, input.id)),
  tasks: viewerProcedure.input(listRunTasksSchema).query(({ ctx, input }) => listRunTasks(ctx.deps, input)),
  task: viewerProcedure.input(byId).query(({ ctx, input }) => readTask(ctx.deps, input.id)),
  taskLogs: viewerProcedure.input(readTaskLogsSchema).query(({ ctx, input }) => readTaskLogs(ctx.deps, input)),
  logs: viewerProcedure.input(readRunLogsSchema).query(({ ctx, input }) => readRunLogs(ctx.deps, input)),
  timeline: viewerProcedure.input(listRunTasksSchema).query(({ ctx, input }) => readRunTimeline(ctx.deps, input)),
  events: viewerProcedure.input(listRunEventsSchema).query(({ ctx, input }) => listRunEvents(ctx.deps, input)),
  artifacts: viewerProcedure.input(listArtifactsSchema).query(({ ctx, input }) => listArtifacts(ctx.deps, input)),
  /** An artifact's content as text, to be shown as untrusted. */
  artifact: viewerProcedure.input(byId).query(({ ctx, input }) => readArtifactText(ctx.deps, input.id)),
  checkpoints: viewerProcedure.input(byId).query(({ ctx, input }) => listRunCheckpoints(ctx.deps, input.id)),
  execute: operatorProcedure.input(execution).mutation(({ ctx, input }) => executeWorkflow(ctx.deps, input, ctx.principal)),
  cancel: changing('cancel'),
  pause: changing('pause'),
  resume: changing('resume'),
  compare: viewerProcedure
    .input(z.strictObject({ left: z.uuid(), right: z.uuid() }))
    .query(({ ctx, input }) => compareStoredRuns(ctx.deps, input)),
  /** Which tasks would run again, and why. */
  previewRerun: viewerProcedure
    .input(rerunSchema.extend(byId.shape))
    .query(({ ctx, input: { id, ...rest } }) => previewRerun(ctx.deps, { runId: id, ...rest })),
  rerun: operatorProcedure
    .input(rerunSchema.extend(byId.shape))
    .mutation(({ ctx, input: { id, ...rest } }) => rerunRun(ctx.deps, { runId: id, ...rest }, ctx.principal)),
});
