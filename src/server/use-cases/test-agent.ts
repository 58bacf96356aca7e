import { z } from 'zod';
import type { AgentAnswer, AgentCall } from '../agents/adapter.ts';
import { checkAgentConfig } from '../agents/check-agent-config.ts';
import type { Adapters } from '../agents/registry.ts';
import type { Principal } from '../core/access/principal.ts';
import { type AgentProfile, type RegisterAgent, registerAgentSchema } from '../core/agent/agent.ts';
import { ConflictError } from '../core/errors.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptError, AttemptUsage } from '../core/task/attempt-outcome.ts';
import { recordTest } from '../db/agents.ts';
import type { Deps } from '../deps.ts';
import { openAdapters } from './create-agent-caller.ts';
import { egressPolicyOf } from './egress-policy.ts';
import { permitCommandAgent } from './permit-command-agent.ts';
import { permitSecret } from './permit-secret.ts';
import { loadAgent } from './read-agent.ts';
import { recordAudit } from './record-audit.ts';

/** How long an agent may take to answer a test. */
const TIMEOUT_MS = 10_000;
/** Lines of its log that come back with the answer. */
const LOG_LINES = 50;

/** An agent of the fleet, or a registration that is not stored yet. */
export const testAgentSchema = z.union([z.strictObject({ id: z.uuid() }), z.strictObject({ registration: registerAgentSchema })]);
export type TestAgent = z.output<typeof testAgentSchema>;

interface TestAnswer {
  durationMs: number;
  log: { stream: string; text: string }[];
}

export type AgentTest = TestAnswer & { usage: AttemptUsage | null } & (
    | {
        ok: true;
        /** The agent took the task and will report later (HTTP 202); then there is no output yet. */
        accepted: boolean;
        output: JsonValue;
      }
    | { ok: false; error: AttemptError }
  );

const opened = new WeakMap<Deps['feed'], Adapters>();

function adaptersOf(deps: Deps): Adapters {
  const known = opened.get(deps.feed) ?? openAdapters(deps);
  opened.set(deps.feed, known);
  return known;
}

function profileOf(id: string, registration: RegisterAgent): AgentProfile {
  const { name, kind, capabilities, config } = registration;
  return {
    id,
    name,
    kind,
    status: 'active',
    capabilities,
    persona: registration.persona ?? null,
    maxConcurrentTasks: registration.max_concurrent_tasks,
    costPerTaskUsd: registration.cost_per_task_usd ?? null,
    config,
    pool: registration.pool ?? null,
    lastSeenAt: 0,
  };
}

async function subjectOf(deps: Deps, input: TestAgent, principal: Principal): Promise<AgentProfile> {
  if ('id' in input) return loadAgent(deps, input.id);
  const { registration } = input;
  await permitCommandAgent(deps, registration.kind, { name: registration.name, principal });
  checkAgentConfig(registration.kind, registration.config, egressPolicyOf(deps.env));
  await permitSecret(deps, registration.config, { name: registration.name, path: 'config', principal });
  return profileOf(deps.newId(), registration);
}

function testCall(deps: Deps, log: AgentCall['log']): AgentCall {
  const id = deps.newId();
  return {
    attemptId: id,
    taskId: id,
    runId: id,
    fence: 1,
    attempt: 1,
    idempotencyKey: id,
    taskType: 'test',
    taskKey: 'test',
    name: 'Test call',
    description: 'A call to see whether this agent answers. Any short answer will do.',
    input: { test: true },
    context: {},
    timeoutMs: TIMEOUT_MS,
    signal: AbortSignal.timeout(TIMEOUT_MS + 1_000),
    log,
  };
}

function resultOf(answer: AgentAnswer, measured: TestAnswer): AgentTest {
  if (answer.kind === 'accepted') return { ...measured, ok: true, accepted: true, output: null, usage: null };
  if (answer.kind === 'failed') return { ...measured, ok: false, error: answer.error, usage: answer.usage };
  return { ...measured, ok: true, accepted: false, output: JSON.parse(answer.outputText) as JsonValue, usage: answer.usage };
}

/**
 * Calls an agent once with a tiny input, as a task would, and answers what came of it within 10 s. No attempt is recorded and no
 * statistic moves; the audit says who asked.
 * @throws NotFoundError, ConflictError for a pull agent (it is never called), and what `registerAgent` throws for a configuration
 */
export async function testAgent(deps: Deps, input: TestAgent, principal: Principal): Promise<AgentTest> {
  const agent = await subjectOf(deps, input, principal);
  if (agent.kind === 'worker') throw new ConflictError('a pull agent is never called: it asks for work by itself');
  await recordAudit(deps, { actor: principal, action: 'agent.test', subject: `agent:${agent.id}`, detail: { name: agent.name } });
  const log: TestAnswer['log'] = [];
  const startedAt = performance.now();
  const call = testCall(deps, (stream, text) => {
    if (log.length < LOG_LINES) log.push({ stream, text });
  });
  const answer = await adaptersOf(deps).call(agent, call);
  if (answer.kind !== 'failed' && 'id' in input) await recordTest(deps.db, agent.id);
  return resultOf(answer, { durationMs: performance.now() - startedAt, log });
}
