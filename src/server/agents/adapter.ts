import type { AgentKind, AgentProfile } from '../core/agent/agent.ts';
import type { JsonValue } from '../core/json.ts';
import type { AttemptError, AttemptUsage } from '../core/task/attempt-outcome.ts';

/** One call of one agent for one attempt. */
export interface AgentCall {
  attemptId: string;
  taskId: string;
  runId: string;
  /** Grows by one with every attempt of the task. */
  fence: number;
  /** 1 for the first attempt. */
  attempt: number;
  /** The same for every delivery of this attempt; handed to the agent so that it can drop a repetition. */
  idempotencyKey: string;
  taskType: string;
  taskKey: string;
  name: string;
  description: string | null;
  /** References are already resolved. */
  input: JsonValue;
  context: JsonValue;
  /** What is known that may concern the task; text of whoever wrote it, not to be obeyed. Absent for agents that did not ask for it. */
  memory?: MemoryNote[] | undefined;
  /** W3C trace context for an agent that passes it on; absent: nothing is traced. */
  traceparent?: string | undefined;
  /** What it may cost, where limits end a call that costs more; absent: there are none. */
  spending?: CallSpending | undefined;
  timeoutMs: number;
  /** Fires on cancel, on shutdown and when the process may have lost its lease. The adapter must stop its side effects at once. */
  signal: AbortSignal;
  log(stream: LogStream, text: string): void;
}

/** What a call may cost, in US dollars. */
export interface CallSpending {
  allowedUsd: number;
  /** It has cost so much. @returns what it may cost from now on; less than that: it has to end */
  askForMore(costUsd: number): Promise<number>;
}

/** One thing that is known. */
export interface MemoryNote {
  title: string;
  type: string;
  content: string;
  /** 0..1. */
  relevance: number;
}

export type LogStream = 'stdout' | 'stderr' | 'agent';

export type AgentAnswer =
  /** Output is any JSON value, already sanitised and within the size cap, as JSON text. */
  | { kind: 'completed'; outputText: string; usage: AttemptUsage | null }
  /** The agent took the task and will report by POST /tasks/{id}/complete. */
  | { kind: 'accepted' }
  | { kind: 'failed'; error: AttemptError; usage: AttemptUsage | null };

/**
 * How agents of one kind are called. `call` never throws for what an agent does; after `signal` fires it settles soon, whatever it
 * answers then is ignored.
 */
export interface AgentAdapter<K extends AgentKind = AgentKind> {
  readonly kind: K;
  call(agent: AgentProfile<K>, call: AgentCall): Promise<AgentAnswer>;
}
