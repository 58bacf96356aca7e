import { randomUUID } from 'node:crypto';
import type { WorkflowDefinitionInput } from '../../../src/server/core/workflow/definition.ts';
import { pause } from './wait-until.ts';

/** A call that is not answered by then is made again, under the same key. Milliseconds. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 100;

/** What the product has answered that it has taken on. */
export interface Acknowledged {
  key: string;
  runId: string;
  at: number;
}

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** The product as its users see it: its REST door, with an admin key. */
export interface HiveClient {
  /** Every run that was ever acknowledged. */
  acknowledged: readonly Acknowledged[];
  call(method: string, path: string, options?: { body?: unknown; key?: string }): Promise<Answer>;
  /** Hands a definition in until it is acknowledged, however often the door is gone meanwhile. */
  submit(definition: WorkflowDefinitionInput, key?: string): Promise<string>;
  /** @throws Error when it is refused */
  addAgent(agent: Record<string, unknown>): Promise<string>;
  isHealthy(): Promise<boolean>;
}

export function createClient(base: string, apiKey: string, signal: AbortSignal): HiveClient {
  const acknowledged: Acknowledged[] = [];
  const call: HiveClient['call'] = async (method, path, { body, key } = {}) => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const response = await fetch(`${base}/api/v1/orchestration${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  };
  return {
    acknowledged,
    call,
    async submit(definition, key = randomUUID()) {
      for (;;) {
        const answer = await call('POST', '/workflow/execute', { body: definition, key }).catch(() => null);
        if (answer?.status === 202) {
          const runId = String(answer.body.run_id);
          acknowledged.push({ key, runId, at: Date.now() });
          return runId;
        }
        if (answer !== null && answer.status < 500 && answer.status !== 409 && answer.status !== 429)
          throw new Error(`a definition was refused: ${JSON.stringify(answer.body)}`);
        await pause(AGAIN_MS, signal);
      }
    },
    async addAgent(agent) {
      const { status, body } = await call('POST', '/agents', { body: agent });
      if (status !== 201) throw new Error(`an agent was refused: ${JSON.stringify(body)}`);
      return String(body.id);
    },
    isHealthy: () =>
      call('GET', '/health').then(
        ({ status }) => status === 200,
        () => false,
      ),
  };
}
