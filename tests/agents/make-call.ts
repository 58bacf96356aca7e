import { randomUUID } from 'node:crypto';
import type { AgentCall, LogStream } from '../../src/server/agents/adapter.ts';
import type { AgentConfig, AgentKind, AgentProfile } from '../../src/server/core/agent/agent.ts';

export interface RecordedCall extends AgentCall {
  logged: { stream: LogStream; text: string }[];
  /** Resolves with the first line that is logged. */
  firstLine: Promise<string>;
}

/** A call with everything filled in, which keeps what is logged. */
export function makeCall(fields: Partial<AgentCall> = {}): RecordedCall {
  const logged: RecordedCall['logged'] = [];
  let wake: (line: string) => void = () => {};
  const firstLine = new Promise<string>((resolve) => {
    wake = resolve;
  });
  return {
    attemptId: randomUUID(),
    taskId: randomUUID(),
    runId: randomUUID(),
    fence: 3,
    attempt: 1,
    idempotencyKey: 'key-1',
    taskType: 'review',
    taskKey: 'review',
    name: 'Review the code',
    description: 'Look for faults.',
    input: { path: 'src' },
    context: {},
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    ...fields,
    log(stream, text) {
      logged.push({ stream, text });
      wake(text);
    },
    logged,
    firstLine,
  };
}

export function makeAgent<K extends AgentKind>(kind: K, config: AgentConfig<K>): AgentProfile<K> {
  return {
    id: randomUUID(),
    name: `${kind} agent`,
    kind,
    status: 'active',
    capabilities: [],
    persona: null,
    maxConcurrentTasks: 1,
    costPerTaskUsd: null,
    config,
    pool: null,
    lastSeenAt: 0,
  };
}
