import { z } from 'zod';
import type { DeadLetterView } from '../../../core/recovery/dead-letter-view.ts';
import {
  discardDeadLetters,
  discardDeadLettersSchema,
  type Replayed,
  replayDeadLetters,
  replayDeadLettersSchema,
} from '../../../use-cases/decide-dead-letters.ts';
import { listDeadLetters } from '../../../use-cases/list-dead-letters.ts';
import { defineRoute } from '../define-route.ts';
import { pageOf, pageQuery, uuid } from '../page.ts';

const letterSchema = z
  .object({
    task_id: z.string(),
    task_key: z.string(),
    name: z.string(),
    task_type: z.string(),
    run_id: z.string(),
    workflow_id: z.string(),
    agent_id: z.string().nullable().describe('That held it last'),
    agent_name: z.string().nullable(),
    cause: z.enum(['poison', 'infrastructure']),
    reason: z.string(),
    evidence: z.unknown(),
    infra_deaths: z.number(),
    input: z.unknown(),
    parked_at: z.iso.datetime(),
    decision: z.enum(['replayed', 'discarded']).nullable(),
    decided_by: z.string().nullable(),
    decided_at: z.iso.datetime().nullable(),
    note: z.string().nullable(),
    replay_run_id: z.string().nullable(),
  })
  .meta({ id: 'DeadLetter' });

const presentLetter = (row: DeadLetterView) => ({
  task_id: row.taskId,
  task_key: row.taskKey,
  name: row.taskName,
  task_type: row.taskType,
  run_id: row.runId,
  workflow_id: row.workflowId,
  agent_id: row.agentId,
  agent_name: row.agentName,
  cause: row.cause,
  reason: row.reason,
  evidence: row.evidence,
  infra_deaths: row.losses,
  input: row.input,
  parked_at: row.parkedAt.toISOString(),
  decision: row.decision,
  decided_by: row.decidedByName,
  decided_at: row.decidedAt?.toISOString() ?? null,
  note: row.note,
  replay_run_id: row.replayRunId,
});

const replayedSchema = z.object({ runs: z.array(z.object({ run_id: z.string(), new_run_id: z.string(), task_ids: z.array(z.string()) })) });
const presentReplayed = ({ runs }: Replayed) => ({
  runs: runs.map(({ runId, newRunId, taskIds }) => ({ run_id: runId, new_run_id: newRunId, task_ids: taskIds })),
});
const discardedSchema = z.object({ task_ids: z.array(z.string()) });
const { taskIds, reason, input, agentId } = replayDeadLettersSchema.shape;

export const deadLetterRoutes = [
  defineRoute({
    method: 'GET',
    path: '/dead-letters',
    role: 'viewer',
    tag: 'recovery',
    summary: 'List tasks that were parked for what they did to their holders, newest first',
    query: z.strictObject({
      ...pageQuery,
      run_id: uuid.optional(),
      open: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional(),
    }),
    responses: { 200: { description: 'A page of dead letters', schema: pageOf(letterSchema) } },
    async handle({ deps, query: { run_id: runId, ...query } }) {
      const { data, nextCursor } = await listDeadLetters(deps, { ...query, runId });
      return { status: 200, body: { data: data.map(presentLetter), next_cursor: nextCursor } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/dead-letters/replay',
    role: 'operator',
    tag: 'recovery',
    summary: 'Start the runs of dead letters again',
    body: z.strictObject({ task_ids: taskIds, reason }),
    responses: { 202: { description: 'The new runs', schema: replayedSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, body, principal }) {
      const replayed = await replayDeadLetters(deps, { taskIds: body.task_ids, reason: body.reason }, principal);
      return { status: 202, body: presentReplayed(replayed) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/dead-letters/discard',
    role: 'operator',
    tag: 'recovery',
    summary: 'Give dead letters up',
    body: z.strictObject({ task_ids: discardDeadLettersSchema.shape.taskIds, reason }),
    responses: { 200: { description: 'The tasks', schema: discardedSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, body, principal }) {
      const discarded = await discardDeadLetters(deps, { taskIds: body.task_ids, reason: body.reason }, principal);
      return { status: 200, body: { task_ids: discarded.taskIds } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/dead-letters/{id}/replay',
    role: 'operator',
    tag: 'recovery',
    summary: 'Start the run of a dead letter again, with another input or agent if need be',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ reason, input, agent_id: agentId }),
    responses: { 202: { description: 'The new run', schema: replayedSchema } },
    errors: ['not_found', 'conflict', 'invalid_definition'],
    async handle({ deps, params: { id }, body, principal }) {
      const request = { taskIds: [id], reason: body.reason, input: body.input, agentId: body.agent_id };
      return { status: 202, body: presentReplayed(await replayDeadLetters(deps, request, principal)) };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/dead-letters/{id}/discard',
    role: 'operator',
    tag: 'recovery',
    summary: 'Give a dead letter up',
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ reason }),
    responses: { 200: { description: 'The task', schema: discardedSchema } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, principal }) {
      const discarded = await discardDeadLetters(deps, { taskIds: [id], reason: body.reason }, principal);
      return { status: 200, body: { task_ids: discarded.taskIds } };
    },
  }),
];
