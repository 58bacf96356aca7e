import { z } from 'zod';
import { readTask } from '../../../use-cases/read-task.ts';
import { readTaskLogs } from '../../../use-cases/read-task-logs.ts';
import { defineRoute } from '../define-route.ts';
import { pageQuery, queryInteger, uuid } from '../page.ts';
import { presentTask, taskSchema } from './present-task.ts';

const params = z.strictObject({ id: uuid });

const logSchema = z.object({
  data: z.array(
    z.object({
      attempt_id: z.string(),
      fence: z.number(),
      seq: z.number(),
      at: z.iso.datetime(),
      stream: z.string(),
      text: z.string().describe('Untrusted text of the agent'),
    }),
  ),
  next_cursor: z.string().describe('Goes on behind the last line; never null, for a task that runs may print more'),
  has_more: z.boolean(),
});

export const taskRoutes = [
  defineRoute({
    method: 'GET',
    path: '/tasks/{id}',
    role: 'viewer',
    tag: 'tasks',
    summary: 'Show a task with input, output, attempts and neighbours',
    params,
    responses: { 200: { description: 'The task', schema: taskSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id } }) {
      return { status: 200, body: presentTask(await readTask(deps, id)) };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/tasks/{id}/logs',
    role: 'viewer',
    tag: 'tasks',
    summary: 'Read what the attempts of a task printed',
    params,
    query: z.strictObject({ ...pageQuery, limit: queryInteger(1, 5_000).default(1_000) }),
    responses: { 200: { description: 'Lines in order', schema: logSchema } },
    errors: ['not_found'],
    async handle({ deps, params: { id }, query }) {
      const { data, cursor, hasMore } = await readTaskLogs(deps, { taskId: id, ...query });
      const lines = data.map(({ attemptId, fence, seq, at, stream, text }) => ({
        attempt_id: attemptId,
        fence,
        seq,
        at: at.toISOString(),
        stream,
        text,
      }));
      return { status: 200, body: { data: lines, next_cursor: cursor, has_more: hasMore } };
    },
  }),
];
