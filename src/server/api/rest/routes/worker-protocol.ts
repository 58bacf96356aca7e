import { z } from 'zod';
import type { JsonValue } from '../../../core/json.ts';
import { type ClaimedAttempt, claimAttempts } from '../../../use-cases/claim-attempts.ts';
import { completeAttempt, type ReportedResult } from '../../../use-cases/complete-attempt.ts';
import { heartbeatAttempt } from '../../../use-cases/heartbeat-attempt.ts';
import { defineRoute } from '../define-route.ts';
import { uuid } from '../page.ts';

// What a pull agent speaks: claim, heartbeat, complete. Every write names the fence of its claim.

/** Bytes: an output of 10 MB, its escapes and what stands around it. A larger output is the attempt's failure, a larger body is refused. */
const COMPLETE_LIMIT = 16 * 1_048_576;
const MAX_CLAIM = 100;
const MAX_WAIT_SECONDS = 60;
const MAX_LOG_LENGTH = 200_000;

const params = z.strictObject({ id: uuid });
const fence = z.number().int().min(1).max(2_147_483_647);
const count = z.number().int().min(0).max(2_147_483_647);

const claimed = z
  .object({
    task_id: z.string(),
    run_id: z.string(),
    attempt: z.number().int(),
    fence: z.number().int(),
    idempotency_key: z.string().describe('The same for every attempt that may repeat this side effect'),
    lease_expires_at: z.iso.datetime().describe('Without a heartbeat by then the task is given to somebody else'),
    task_key: z.string().describe("The definition's task_id"),
    task_type: z.string(),
    name: z.string(),
    input: z.unknown(),
    context: z.unknown(),
  })
  .meta({ id: 'ClaimedTask' });

const present = (attempt: ClaimedAttempt) => ({
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
});

const failure = z.union([
  z.string().max(10_000),
  z.strictObject({ message: z.string().max(10_000), code: z.string().max(200).optional(), retryable: z.boolean().optional() }),
]);
const usage = z.strictObject({
  input_tokens: count.nullable().default(null),
  output_tokens: count.nullable().default(null),
  cost_usd: z.number().min(0).max(1_000_000).nullable().default(null),
});
const result = z.strictObject({
  fence,
  status: z.enum(['completed', 'failed']),
  output: z.unknown().optional(),
  error: failure.optional(),
  usage: usage.optional(),
});

function reportOf(taskId: string, sent: z.output<typeof result>): ReportedResult {
  const report: ReportedResult = { taskId, fence: sent.fence, status: sent.status };
  // A value of a parsed JSON body: JSON by construction. The use case cleans it like any agent's output.
  if (sent.output !== undefined) report.output = sent.output as JsonValue;
  if (sent.error !== undefined) report.error = typeof sent.error === 'string' ? { message: sent.error } : sent.error;
  if (sent.usage) {
    report.usage = { inputTokens: sent.usage.input_tokens, outputTokens: sent.usage.output_tokens, costUsd: sent.usage.cost_usd };
  }
  return report;
}

export const workerProtocolRoutes = [
  defineRoute({
    method: 'POST',
    path: '/agents/{id}/claim',
    role: 'operator',
    tag: 'workers',
    summary: 'Claim tasks that were assigned to a pull agent, waiting for the first',
    params,
    body: z.strictObject({
      max: z.number().int().min(1).max(MAX_CLAIM).default(1),
      wait_seconds: z.number().min(0).max(MAX_WAIT_SECONDS).default(20),
    }),
    responses: { 200: { description: 'The claimed tasks; none when the time is over', schema: z.object({ data: z.array(claimed) }) } },
    errors: ['not_found', 'conflict'],
    async handle({ deps, params: { id }, body, signal }) {
      const attempts = await claimAttempts(deps, { agentId: id, max: body.max, waitMs: body.wait_seconds * 1_000, signal });
      return { status: 200, body: { data: attempts.map(present) } };
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/tasks/{id}/heartbeat',
    role: 'operator',
    tag: 'workers',
    summary: 'Extend the lease of a claimed task, and tell how it goes',
    params,
    body: z.strictObject({ fence, progress: z.number().min(0).max(1).optional(), log: z.string().max(MAX_LOG_LENGTH).optional() }),
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
    body: result,
    bodyLimit: COMPLETE_LIMIT,
    responses: { 200: { description: 'Recorded', schema: z.object({ task_id: z.string(), recorded: z.literal(true) }) } },
    errors: ['stale_fence'],
    async handle({ deps, params: { id }, body }) {
      await completeAttempt(deps, reportOf(id, body));
      return { status: 200, body: { task_id: id, recorded: true } };
    },
  }),
];
