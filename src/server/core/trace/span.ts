import type { AgentKind } from '../agent/agent.ts';
import type { JsonValue } from '../json.ts';

export type Attributes = Record<string, string | number | boolean>;

/** A span that is over, as it is sent. */
export interface SpanRecord {
  traceId: string;
  spanId: string;
  /** Null: the trace begins with it. */
  parentSpanId: string | null;
  name: string;
  /** client: what is outside of our processes is called in it. */
  kind: 'internal' | 'client';
  startedAt: Date;
  endedAt: Date;
  attributes: Attributes;
  events: { name: string; at: Date; attributes: Attributes }[];
  failed: boolean;
}

interface TracedRow {
  runId: string;
  traceParent: string | null;
}

export interface TracedRun extends TracedRow {
  name: string;
  workflowId: string;
  status: string;
  executionMode: string;
  total: number;
  failed: number;
  lineage: string | null;
  createdAt: Date;
  finishedAt: Date;
}

export interface TracedTask extends TracedRow {
  id: string;
  key: string;
  taskType: string;
  status: string;
  /** The map or loop that it is a call of. */
  parentId: string | null;
  attempts: number;
  errorCode: string | null;
  startedAt: Date;
  finishedAt: Date;
}

export interface TracedAttempt extends TracedRow {
  id: string;
  taskId: string;
  taskKey: string;
  taskType: string;
  number: number;
  status: string;
  hedge: boolean;
  createdAt: Date;
  /** Null: the agent never began. */
  startedAt: Date | null;
  endedAt: Date;
  errorCode: string | null;
  verification: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
  strategy: string | null;
  score: number | null;
  agent: { id: string; name: string; kind: AgentKind; model: string | null; tool: string | null };
  /** Null unless contents are to be sent. */
  content: { input: JsonValue; output: JsonValue } | null;
}
