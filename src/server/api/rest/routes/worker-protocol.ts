import { z } from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import { claimAttempts } from '../../../use-cases/claim-attempts.ts';
import { completeAttempt } from '../../../use-cases/complete-attempt.ts';
import { heartbeatAttempt } from '../../../use-cases/heartbeat-attempt.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';

// How agents that are not called by us take part: they claim, say that they still work, and report.

const params = z.strictObject({ id: uuid });
const fence = z.int().min(1);
/** An output may have 10 MB; the JSON around it a little more. */
const RESULT_BYTES = 12 * 1_024 * 1_024;

const claimedSchema = z
  .object({
    task_id: z.string().describe('For heartbeat and complete'),
    run_id: z.string(),
    attempt: z.number(),
    fence: z.number(),
    idempotency_key: z.string(),
    lease_expires_at: z.iso.datetime(),
    task_key: z.string().describe("The definition's task_id"),
    task_type: z.string(),
    name: z.string(),
    input: z.unknown(),
    context: z.unknown(),
  })
  .meta({ id: 'ClaimedTask' });

const usage = z.strictObject({
  input_tokens: z.int().min(0).max(2_000_000_000).optional(),
  output_tokens: z.int().min(0).max(2_000_000_000).optional(),
  cost_usd: z.number().min(0).max(1_000_000).optional(),
});

const errorBody = z.union([
  z
    .string()
    .max(10_000)
    .transform((message) => ({ message })),
  z.strictObject({ message: z.string().max(10_000), code: z.string().max(100).optional(), retryable: z.boolean().optional() }),
]);

export const workerProtocolRoutes = [
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/claim',
    role: 'operator',
    tag: 'workers',
    summary: 'Claim tasks assigned to a pull agent, waiting for the first',
    params,
    body: z.strictObject({ max: z.int().min(1).max(100).default(1), wait_seconds: z.number().min(0).max(60).default(20) }),
    responses: {
      200: { description: 'What was claimed; empty when nothing came in time', schema: z.object({ data: z.array(claimedSchema) }) },
    },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, signal }) {
      const claimed = await claimAttempts(deps, { agentId: id, max: body.max, waitMs: body.wait_seconds * 1_000, signal });
      const data = claimed.map((attempt) => ({
        task_id: attempt.taskId,
        run_id: attempt.runId,
        attempt: attempt.attempt,
        fence: attempt.fence,
        idempotency_key: attempt.idempotencyKey,
        lease_expires_at: attempt.leaseExpiresAt.toISOString(),
        task_key: attempt.taskKey,
        task_type: attempt.taskType,
        name: attempt.name,
        input: attempt.input,
        context: attempt.context,
      }));
      return { status: 200, body: { data } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tasks/{id}/heartbeat',
    role: 'operator',
    tag: 'workers',
    summary: 'Say that a claimed task is still worked on; extends its lease',
    params,
    body: z.strictObject({ fence, progress: z.number().min(0).max(1).optional(), log: z.string().max(262_144).optional() }),
    responses: {
      200: { description: 'The lease', schema: z.object({ lease_expires_at: z.iso.datetime(), cancel_requested: z.boolean() }) },
    },
    errors: ['stale_fence'],
    async handle({ deps, params: { id }, body }) {
      const lease = await heartbeatAttempt(deps, { taskId: id, ...body });
      return { status: 200, body: { lease_expires_at: lease.leaseExpiresAt.toISOString(), cancel_requested: lease.cancelRequested } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tasks/{id}/complete',
    role: 'operator',
    tag: 'workers',
    summary: 'Report the result of a claimed task',
    params,
    body: z.strictObject({
      fence,
      status: z.enum(['completed', 'failed']),
      output: z.unknown().optional(),
      error: errorBody.optional(),
      usage: usage.optional(),
    }),
    bodyLimit: RESULT_BYTES,
    responses: { 200: { description: 'Recorded', schema: z.object({ task_id: z.string(), recorded: z.literal(true) }) } },
    errors: ['stale_fence'],
    async handle({ deps, params: { id }, body }) {
      await completeAttempt(deps, {
        taskId: id,
        fence: body.fence,
        status: body.status,
        output: body.output as JsonValue | undefined,
        error: body.error,
        usage: body.usage && {
          inputTokens: body.usage.input_tokens ?? null,
          outputTokens: body.usage.output_tokens ?? null,
          costUsd: body.usage.cost_usd ?? null,
        },
      });
      return { status: 200, body: { task_id: id, recorded: true } };
    },
  }),
];
