import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpAgentServer, startHttpAgentServer } from '../../../tests/agents/http-agent-server.ts';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import type { AgentTimeouts } from '../core/agent/agent.ts';
import { cleanOutput } from '../core/clean-output.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { parseRetryAfter, statusFailure } from './classify-http-status.ts';
import { createEgressClient, type EgressClient } from './egress-client.ts';
import { createHttpAdapter } from './http.ts';
import { DEFAULT_LIMITS } from './limits.ts';

let server: HttpAgentServer;
let client: EgressClient;
beforeAll(async () => {
  server = await startHttpAgentServer();
  client = createEgressClient({ policy: parseEgressPolicy({ allow: ['127.0.0.1'] }) });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const call = (url: string, headers: Record<string, string> = {}, recorded = makeCall()) =>
  createHttpAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(makeAgent('http', { url, headers }), recorded);

test('[A11] the task is posted as JSON with the idempotency key and the configured headers', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const recorded = makeCall({ idempotencyKey: 'attempt-7', traceparent });
  await call(server.url('ok'), { 'X-Team': 'blue', Accept: 'application/json' }, recorded);
  const received = server.received.at(-1);
  expect(received?.method).toBe('POST');
  expect(received?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'attempt-7',
    traceparent,
    'x-team': 'blue',
    accept: 'application/json',
    'user-agent': 'agent-hive',
  });
  expect(JSON.parse(received?.body ?? '')).toMatchObject({
    task_id: recorded.taskId,
    run_id: recorded.runId,
    fence: 3,
    input: { path: 'src' },
  });
});

test('[A11] 202 means that the result comes later', async () => {
  expect(await call(server.url('accepted'))).toEqual({ kind: 'accepted' });
});

test('[A11] a packed answer is unpacked', async () => {
  expect(await call(server.url('packed'))).toMatchObject({ kind: 'completed', outputText: '{"packed":true}' });
});

test('[A11] a secret header is not said in output or error', async () => {
  const headers = { Authorization: 'Bearer top-secret-value' };
  expect(await call(server.url('leak'), headers)).toMatchObject({ kind: 'completed', outputText: '{"said":"[redacted]"}' });
  const refusal = await call(server.url('status', { code: '403', body: 'bad key top-secret-value' }), headers);
  expect(refusal).toMatchObject({ error: { detail: { status: 403, body: 'bad key [redacted]' } } });
});

test('[A11] nobody listens: the connection failed, and it may be tried again', async () => {
  const gone = await startHttpAgentServer();
  await gone.close();
  expect(await call(gone.url('ok'))).toMatchObject({
    kind: 'failed',
    error: { code: 'connect_error', retryable: true, detail: { cause: 'ECONNREFUSED' } },
  });
});

const refusal = (status: number, retryAfter: string | null = null) => {
  const answer = statusFailure({ status, retryAfter, location: null, body: '' }, Date.UTC(2026, 0, 1));
  return answer.kind === 'failed' ? answer.error : null;
};

test.each([400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451, 301, 302, 304, 307, 308])('[A12] %i is final', (status) => {
  expect(refusal(status)).toMatchObject({ code: 'http_status', retryable: false, detail: { status } });
});

test.each([408, 425, 500, 501, 502, 503, 504, 529])('[A12] %i may be tried again', (status) => {
  expect(refusal(status)).toMatchObject({ code: 'http_status', retryable: true, detail: { status } });
});

test.each([
  [429, null, { code: 'rate_limited', retryable: true }],
  [429, '7', { code: 'rate_limited', retryable: true, retryAfterMs: 7_000 }],
  [503, '2', { code: 'rate_limited', retryable: true, retryAfterMs: 2_000 }],
  [503, null, { code: 'http_status', retryable: true }],
  [500, '3', { code: 'http_status', retryable: true, retryAfterMs: 3_000 }],
] as const)('[A12] %i with Retry-After %s', (status, retryAfter, expected) => {
  expect(refusal(status, retryAfter)).toMatchObject(expected);
});

test.each([
  ['120', 120_000],
  ['0', 0],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['99999999', 86_400_000],
  ['soon', null],
  ['-5', null],
  ['1.5', null],
  ['', null],
] as const)('[A12] Retry-After %j is %s ms', (value, expected) => {
  expect(parseRetryAfter(value, Date.UTC(2026, 0, 1))).toBe(expected);
});

const hasty = (mode: Parameters<HttpAgentServer['url']>[0], timeouts: AgentTimeouts) =>
  createHttpAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(
    makeAgent('http', { url: server.url(mode), headers: {}, timeouts }),
    makeCall(),
  );

test.each<[string, Parameters<HttpAgentServer['url']>[0], AgentTimeouts, string]>([
  ['nothing is answered', 'hang', { first_byte_seconds: 0.2 }, 'first_byte_timeout'],
  ['a header drips in without an end', 'drip', { first_byte_seconds: 0.2 }, 'first_byte_timeout'],
  ['the answer stops in the middle', 'stall', { idle_seconds: 0.2 }, 'idle_timeout'],
  ['the whole takes too long', 'hang', { total_seconds: 0.2 }, 'timeout'],
])('[A17] %s: the limit of the agent ends the call, under its own name', async (_, mode, timeouts, code) => {
  expect(await hasty(mode, timeouts)).toMatchObject({ kind: 'failed', error: { code, retryable: true } });
});

/** A server that listens and never takes a connection: its thread sleeps. Connections beyond its backlog get no answer. */
const DEAF = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
});`;

test('[A17] nobody takes the connection: that is a limit of its own', async () => {
  const deaf = new Worker(DEAF, { eval: true });
  const port = await new Promise<number>((resolve) => deaf.once('message', resolve));
  const waiting: Socket[] = Array.from({ length: 6 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  try {
    const agent = makeAgent('http', { url: `http://127.0.0.1:${port}/`, headers: {}, timeouts: { connect_seconds: 1 } });
    const answer = await createHttpAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(agent, makeCall());
    expect(answer).toMatchObject({
      kind: 'failed',
      error: { code: 'connect_error', retryable: true, detail: { cause: 'connect_timeout' } },
    });
  } finally {
    for (const socket of waiting) socket.destroy();
    await deaf.terminate();
  }
});
