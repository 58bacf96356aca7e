import { z } from 'zod';
import type { ComparedRow, ComparedTask } from '../../../core/run/compare-runs.ts';
import { RUN_STATUSES } from '../../../core/run/state.ts';
import { TASK_STATUSES } from '../../../core/task/state.ts';
import { type ComparedHead, compareStoredRuns } from '../../../use-cases/compare-stored-runs.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';
import { diffSchema, presentDiff } from './present-diff.ts';

const time = z.iso.datetime();
const runSchema = z.object({
  run_id: z.string(),
  name: z.string(),
  workflow_id: z.string(),
  status: z.enum(RUN_STATUSES),
  workflow_version: z.number().nullable(),
  created_at: time,
  finished_at: time.nullable(),
});
const sideSchema = z
  .object({
    id: z.string(),
    status: z.enum(TASK_STATUSES),
    duration_ms: z.number().nullable(),
    output_digest: z.string().nullable(),
    reused: z.boolean(),
  })
  .nullable();
const rowSchema = z
  .object({
    task_id: z.string(),
    name: z.string(),
    left: sideSchema,
    right: sideSchema,
    divergence: z.enum(['status', 'output', 'only_left', 'only_right']).nullable(),
    longer_ms: z.number().nullable().describe('By how much it took longer in the right run; null where it was not done to its end in both'),
  })
  .meta({ id: 'ComparedTask' });

const presentRun = (run: ComparedHead): z.input<typeof runSchema> => ({
  run_id: run.id,
  name: run.name,
  workflow_id: run.workflowId,
  status: run.status,
  workflow_version: run.version,
  created_at: run.createdAt.toISOString(),
  finished_at: run.finishedAt?.toISOString() ?? null,
});

const presentSide = (task: ComparedTask | null): z.input<typeof sideSchema> =>
  task && { id: task.id, status: task.status, duration_ms: task.durationMs, output_digest: task.outputDigest, reused: task.reused };

const presentRow = (row: ComparedRow): z.input<typeof rowSchema> => ({
  task_id: row.taskId,
  name: row.name,
  left: presentSide(row.left),
  right: presentSide(row.right),
  divergence: row.divergence,
  longer_ms: row.longerMs,
});

export const compareRunsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/runs/compare',
    role: 'viewer',
    tag: 'runs',
    summary: 'Hold two runs against each other: graphs, tasks, times, and the first task that differs',
    query: z.strictObject({ left: uuid, right: uuid }),
    responses: {
      200: {
        description: 'Both runs',
        schema: z.object({
          left: runSchema,
          right: runSchema,
          diff: diffSchema.describe('From the left graph to the right one'),
          first_divergence: rowSchema.nullable(),
          tasks: z.array(rowSchema).describe('In the order of the work'),
        }),
      },
    },
    errors: ['not_found'],
    async handle({ deps, query }) {
      const { left, right, diff, rows, firstDivergence } = await compareStoredRuns(deps, query);
      const body = { left: presentRun(left), right: presentRun(right), diff: presentDiff(diff), tasks: rows.map(presentRow) };
      return { status: 200, body: { ...body, first_divergence: firstDivergence && presentRow(firstDivergence) } };
    },
  }),
];
