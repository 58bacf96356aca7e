import { auditDetail } from '../access/audit-entry.ts';
import type { JsonValue } from '../json.ts';
import { ERROR_TYPE, GEN_AI, HIVE, OPERATIONS, OWN_PROVIDER, ROUTING_EVENT } from './conventions.ts';
import type { Attributes, SpanRecord, TracedAttempt, TracedRun, TracedTask } from './span.ts';
import { attemptSpanId, callSpanId, parseTraceparent, runSpanId, taskSpanId, traceIdOf } from './trace-context.ts';

// Rows that are over, as spans:  run > task (> task, of a map) > attempt > call of the agent

/** Characters of a text in a span. */
const MAX_CONTENT = 8_000;

/** Leaves out what is not known. */
function known(values: Record<string, string | number | boolean | null>): Attributes {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string | number | boolean] => entry[1] !== null));
}

/** Clocks of processes differ: no span ends before it begins. */
const span = (of: Omit<SpanRecord, 'events'> & { events?: SpanRecord['events'] }): SpanRecord => ({
  events: [],
  ...of,
  endedAt: of.endedAt < of.startedAt ? of.startedAt : of.endedAt,
});

export function spanOfRun(run: TracedRun): SpanRecord {
  const { runId, workflowId, status } = run;
  return span({
    traceId: traceIdOf(run),
    spanId: runSpanId(runId),
    parentSpanId: parseTraceparent(run.traceParent)?.spanId ?? null,
    name: `invoke_workflow ${workflowId}`,
    kind: 'internal',
    startedAt: run.createdAt,
    endedAt: run.finishedAt,
    failed: status === 'failed',
    attributes: known({
      [GEN_AI.operation]: 'invoke_workflow',
      [GEN_AI.workflow]: workflowId,
      [GEN_AI.conversation]: runId,
      [HIVE.runId]: runId,
      [HIVE.runStatus]: status,
      [HIVE.runMode]: run.executionMode,
      [HIVE.runLineage]: run.lineage,
      [HIVE.runTasks]: run.total,
      [HIVE.runFailed]: run.failed,
      [ERROR_TYPE]: status === 'failed' ? 'run_failed' : null,
    }),
  });
}

export function spanOfTask(task: TracedTask): SpanRecord {
  const { id, runId, key, status, parentId } = task;
  return span({
    traceId: traceIdOf(task),
    spanId: taskSpanId(id),
    parentSpanId: parentId === null ? runSpanId(runId) : taskSpanId(parentId),
    name: `task ${key}`,
    kind: 'internal',
    startedAt: task.startedAt,
    endedAt: task.finishedAt,
    failed: status === 'failed',
    attributes: known({
      [HIVE.runId]: runId,
      [HIVE.taskId]: id,
      [HIVE.taskKey]: key,
      [HIVE.taskType]: task.taskType,
      [HIVE.taskStatus]: status,
      [HIVE.taskAttempts]: task.attempts,
      [ERROR_TYPE]: status === 'failed' ? (task.errorCode ?? '_OTHER') : null,
    }),
  });
}

/** The attempt, and the call of its agent where that began. */
export function spansOfAttempt(attempt: TracedAttempt): SpanRecord[] {
  const { id, agent, createdAt, startedAt, endedAt, strategy, score } = attempt;
  const traceId = traceIdOf(attempt);
  const failed = attempt.status === 'failed' || attempt.status === 'lost';
  const errorType = failed ? (attempt.errorCode ?? attempt.status) : null;
  const own = span({
    traceId,
    spanId: attemptSpanId(id),
    parentSpanId: taskSpanId(attempt.taskId),
    name: `attempt ${attempt.number} of ${attempt.taskKey}`,
    kind: 'internal',
    startedAt: createdAt,
    endedAt,
    failed,
    attributes: known({
      [HIVE.runId]: attempt.runId,
      [HIVE.taskId]: attempt.taskId,
      [HIVE.taskType]: attempt.taskType,
      [HIVE.attemptId]: id,
      [HIVE.attemptNumber]: attempt.number,
      [HIVE.attemptStatus]: attempt.status,
      [HIVE.hedge]: attempt.hedge || null,
      [HIVE.verification]: attempt.verification,
      [HIVE.costUsd]: attempt.costUsd,
      [ERROR_TYPE]: errorType,
    }),
    events:
      strategy === null
        ? []
        : [
            {
              name: ROUTING_EVENT,
              at: createdAt,
              attributes: known({ [HIVE.strategy]: strategy, [HIVE.score]: score, [GEN_AI.agentName]: agent.name }),
            },
          ],
  });
  return startedAt === null ? [own] : [own, callOf(attempt, { traceId, startedAt, errorType })];
}

function callOf(attempt: TracedAttempt, of: { traceId: string; startedAt: Date; errorType: string | null }): SpanRecord {
  const { id, agent, content } = attempt;
  const operation = OPERATIONS[agent.kind] ?? 'invoke_agent';
  const named = operation === 'chat' ? agent.model : operation === 'execute_tool' ? agent.tool : agent.name;
  return span({
    traceId: of.traceId,
    spanId: callSpanId(id),
    parentSpanId: attemptSpanId(id),
    name: `${operation} ${named ?? agent.name}`,
    kind: 'client',
    startedAt: of.startedAt,
    endedAt: attempt.endedAt,
    failed: of.errorType !== null,
    attributes: known({
      [GEN_AI.operation]: operation,
      [GEN_AI.provider]: agent.kind === 'openai' ? 'openai' : OWN_PROVIDER,
      [GEN_AI.agentId]: agent.id,
      [GEN_AI.agentName]: agent.name,
      [GEN_AI.conversation]: attempt.runId,
      [GEN_AI.model]: agent.model,
      [GEN_AI.tool]: agent.tool,
      [GEN_AI.inputTokens]: attempt.inputTokens,
      [GEN_AI.outputTokens]: attempt.outputTokens,
      [GEN_AI.inputMessages]: content && message('user', content.input),
      [GEN_AI.outputMessages]: content && content.output !== null ? message('assistant', content.output) : null,
      [HIVE.agentKind]: agent.kind,
      [HIVE.simulated]: agent.kind === 'simulated' || null,
      [ERROR_TYPE]: of.errorType,
    }),
  });
}

/** One message as the conventions write it; values of secret-sounding names are left out. */
function message(role: 'user' | 'assistant', value: JsonValue): string {
  const clean = auditDetail(value);
  const text = (typeof clean === 'string' ? clean : JSON.stringify(clean)).slice(0, MAX_CONTENT);
  const end = role === 'assistant' ? { finish_reason: 'stop' } : {};
  return JSON.stringify([{ role, parts: [{ type: 'text', content: text }], ...end }]);
}
