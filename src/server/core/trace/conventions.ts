import type { AgentKind } from '../agent/agent.ts';

// The names of OpenTelemetry's semantic conventions for generative AI that are used here, at one version. All of them are "in development"
// there: another version is a change of this file and of its test, and of nothing else.

/** https://github.com/open-telemetry/semantic-conventions/tree/v1.41.0/docs/gen-ai */
export const CONVENTIONS_SCHEMA = 'https://opentelemetry.io/schemas/1.41.0';

export const GEN_AI = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  workflow: 'gen_ai.workflow.name',
  agentId: 'gen_ai.agent.id',
  agentName: 'gen_ai.agent.name',
  model: 'gen_ai.request.model',
  tool: 'gen_ai.tool.name',
  conversation: 'gen_ai.conversation.id',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
} as const;
export const ERROR_TYPE = 'error.type';

/** What no convention names. */
export const HIVE = {
  runId: 'hive.run.id',
  runStatus: 'hive.run.status',
  runMode: 'hive.run.execution_mode',
  runLineage: 'hive.run.lineage',
  runTasks: 'hive.run.tasks',
  runFailed: 'hive.run.failed_tasks',
  taskId: 'hive.task.id',
  taskKey: 'hive.task.key',
  taskType: 'hive.task.type',
  taskStatus: 'hive.task.status',
  taskAttempts: 'hive.task.attempts',
  attemptId: 'hive.attempt.id',
  attemptNumber: 'hive.attempt.number',
  attemptStatus: 'hive.attempt.status',
  hedge: 'hive.attempt.hedge',
  verification: 'hive.attempt.verification',
  costUsd: 'hive.attempt.cost_usd',
  agentKind: 'hive.agent.kind',
  simulated: 'hive.agent.simulated',
  strategy: 'hive.routing.strategy',
  score: 'hive.routing.score',
} as const;
export const ROUTING_EVENT = 'hive.routing.decision';

/** What calling an agent is, by its kind. */
export const OPERATIONS: Readonly<Partial<Record<AgentKind, 'chat' | 'execute_tool'>>> = { openai: 'chat', mcp: 'execute_tool' };
/** Of agents that name no provider of models. */
export const OWN_PROVIDER = 'agent_hive';
