import { z } from 'zod';
import { readRunLogs, readRunLogsSchema } from '../../../use-cases/read-run-logs.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, queryInteger, uuid } from '../page.ts';

const lineSchema = z
  .object({
    task_id: z.string().describe('Of the definition'),
    task_name: z.string(),
    attempt_id: z.string(),
    fence: z.number(),
    seq: z.number(),
    at: z.iso.datetime(),
    stream: z.string(),
    text: z.string(),
  })
  .meta({ id: 'RunLogLine' });

export const runLogRoutes = [
  defineRoute({
    method: 'GET',
    path: '/runs/{id}/logs',
    role: 'viewer',
    tag: 'runs',
    summary: 'Read what the tasks of a run printed, task by task, or search it',
    params: z.strictObject({ id: uuid }),
    query: z.strictObject({
      ...pageQuery,
      limit: queryInteger(1, 5_000).default(1_000),
      text: readRunLogsSchema.shape.text.describe(
        'Part of a line. A page of a search may hold fewer lines than asked for, and still go on',
      ),
    }),
    responses: { 200: { description: 'A page of lines', schema: pageOf(lineSchema) } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const { data, nextCursor } = await readRunLogs(deps, { runId: id, ...query });
      const lines = data.map(({ taskId: _, taskKey, taskName, attemptId, at, ...line }) => ({
        ...{ task_id: taskKey, task_name: taskName, attempt_id: attemptId, at: at.toISOString() },
        ...line,
      }));
      return { status: 200, body: { data: lines, next_cursor: nextCursor } };
    },
  }),
];
