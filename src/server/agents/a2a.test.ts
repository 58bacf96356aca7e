import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type A2aAgentServer, type A2aMode, startA2aAgentServer } from '../../../tests/agents/a2a-agent-server.ts';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import { listenAndTrack } from '../../../tests/agents/track-calls.ts';
import { cleanOutput } from '../core/clean-output.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { createA2aAdapter } from './a2a.ts';
import { createEgressClient, type EgressClient } from './egress-client.ts';
import { DEFAULT_LIMITS } from './limits.ts';

let server: A2aAgentServer;
let client: EgressClient;
beforeAll(async () => {
  server = await startA2aAgentServer();
  client = createEgressClient({ policy: parseEgressPolicy({ allow: ['127.0.0.1'] }) });
});
afterAll(async () => {
  await client.close();
  await server.close();
});

const callCard = (cardUrl: string, recorded = makeCall(), headers: Record<string, string> = {}) =>
  createA2aAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(makeAgent('a2a', { card_url: cardUrl, headers }), recorded);
const call = (mode: A2aMode, recorded = makeCall(), headers: Record<string, string> = {}) =>
  callCard(server.cardUrl(mode), recorded, headers);

test('[A19] an agent gets the task in words and as data, under the idempotency key', async () => {
  await call('ok', makeCall({ idempotencyKey: 'attempt-7' }), { 'X-Team': 'blue' });
  const message = server.received.at(-1);
  expect(message?.messageId).toBe('attempt-7');
  expect(message?.parts.map(({ content }) => content)).toMatchObject([
    { $case: 'text', value: expect.stringContaining('Task: Review the code (review)') },
    { $case: 'data', value: { task_type: 'review', input: { path: 'src' } } },
  ]);
  expect(server.headers.at(-1)).toMatchObject({ 'x-team': 'blue' });
});

test('[A19] what it says while it works is logged, each thing once', async () => {
  const recorded = makeCall();
  await call('speaks', recorded);
  expect(recorded.logged).toEqual(['reading', 'writing'].map((text) => ({ stream: 'agent', text })));
});

test.each([
  ['fails', 'the agent failed: the disk is full'],
  ['rejects', 'the agent rejected the task: not my trade'],
  ['asks', 'the agent asks for more input: which branch?'],
] as const)('[A19] an agent that %s says why', async (mode, message) => {
  expect(await call(mode)).toMatchObject({ error: { code: 'agent_error', message } });
});

test('[A19] a task that nobody waits for any more is cancelled at the agent', async () => {
  server.cancelled.length = 0;
  const stop = new AbortController();
  const heard = server.received.length;
  const calling = call('hang', makeCall({ signal: stop.signal }));
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(heard + 1);
  expect(await Promise.race([calling, call('hang', makeCall({ timeoutMs: 500 }))])).toMatchObject({ error: { code: 'timeout' } });
  stop.abort();
  expect(await calling).toMatchObject({ error: { code: 'cancelled' } });
  await expect.poll(() => server.cancelled, { timeout: 20_000 }).toEqual(['hang', 'hang']);
});

test('[A20] a card cannot lead to a place that agents may not be called at', async () => {
  const card = { name: 'x', description: 'x', version: '1', defaultInputModes: [], defaultOutputModes: [] };
  const interfaces = [{ url: 'http://169.254.169.254/latest', protocolBinding: 'JSONRPC', protocolVersion: '1.0' }];
  const liar = await listenAndTrack(
    createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...card, supportedInterfaces: interfaces }));
    }),
  );
  expect(await callCard(`http://127.0.0.1:${liar.port}/card.json`)).toMatchObject({ error: { code: 'egress_denied', retryable: false } });
  await liar.close();
});
