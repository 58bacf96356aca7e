import { z } from 'zod';
import { TASK_STATUSES } from '../../../core/task/state.ts';
import { decideReview, reviewVerdictSchema } from '../../../use-cases/decide-review.ts';
import { listReviews } from '../../../use-cases/list-reviews.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const time = z.iso.datetime();

const reviewSchema = z
  .object({
    attempt_id: z.string(),
    id: z.string().describe("The task's id"),
    task_id: z.string().describe("The definition's task_id"),
    task_name: z.string(),
    run_id: z.string(),
    run_name: z.string(),
    agent_id: z.string(),
    agent_name: z.string().nullable(),
    instructions: z.string(),
    on_deadline: z.enum(['accept', 'reject']),
    due_at: time.nullable(),
    opened_at: time,
    quality: z.number().nullable(),
  })
  .meta({ id: 'Review' });

export const reviewRoutes = [
  defineRoute({
    method: 'GET',
    path: '/reviews',
    role: 'viewer',
    tag: 'tasks',
    summary: "List results that wait for a person's verdict, oldest first",
    query: z.strictObject({ ...pageQuery, run_id: uuid.optional() }),
    responses: { 200: { description: 'A page of open reviews', schema: pageOf(reviewSchema) } },
    async handle({ deps, query: { run_id, ...page } }) {
      const { data, nextCursor } = await listReviews(deps, { ...page, runId: run_id });
      const present = (row: (typeof data)[number]) => ({
        attempt_id: row.attemptId,
        id: row.taskRowId,
        task_id: row.taskId,
        task_name: row.taskName,
        run_id: row.runId,
        run_name: row.runName,
        agent_id: row.agentId,
        agent_name: row.agentName,
        instructions: row.instructions,
        on_deadline: row.onDeadline,
        due_at: row.dueAt?.toISOString() ?? null,
        opened_at: row.openedAt.toISOString(),
        quality: row.quality,
      });
      return { status: 200, body: { data: data.map(present), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tasks/{id}/review',
    role: 'operator',
    tag: 'tasks',
    summary: 'Accept or reject the result of a task that waits for a person',
    params: z.strictObject({ id: uuid }),
    body: reviewVerdictSchema,
    responses: {
      200: {
        description: 'The task after it',
        schema: z.object({ id: z.string(), attempt_id: z.string(), run_id: z.string(), status: z.enum(TASK_STATUSES) }),
      },
    },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, principal }) {
      const { attemptId, runId, status } = await decideReview(deps, { taskId: id, verdict: body }, principal);
      return { status: 200, body: { id, attempt_id: attemptId, run_id: runId, status } };
    },
  }),
];
