import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpAgentServer, startHttpAgentServer } from '../../../tests/agents/http-agent-server.ts';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import { type McpAgentServer, type McpTool, startMcpAgentServer } from '../../../tests/agents/mcp-agent-server.ts';
import { cleanOutput } from '../core/clean-output.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { createEgressClient, type EgressClient } from './egress-client.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { createMcpAdapter } from './mcp.ts';

let server: McpAgentServer;
let http: HttpAgentServer;
let client: EgressClient;
beforeAll(async () => {
  [server, http] = await Promise.all([startMcpAgentServer(), startHttpAgentServer()]);
  client = createEgressClient({ policy: parseEgressPolicy({ allow: ['127.0.0.1'] }) });
});
afterAll(async () => {
  await client.close();
  await Promise.all([server.close(), http.close()]);
});

const call = (tool: McpTool, recorded = makeCall(), headers: Record<string, string> = {}) =>
  createMcpAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(makeAgent('mcp', { url: server.url, tool, headers }), recorded);

test.each([
  [{ path: 'src' }, { path: 'src' }],
  [['a', 'b'], { input: ['a', 'b'] }],
  ['words', { input: 'words' }],
  [null, { input: null }],
] as const)('[A18] the input %j reaches the tool as its arguments %j, with the idempotency key', async (input, args) => {
  await call('echo', makeCall({ input: input as never, idempotencyKey: 'attempt-7' }));
  expect(server.received.at(-1)).toMatchObject({ name: 'echo', arguments: args, _meta: { 'agent-hive/idempotency-key': 'attempt-7' } });
});

test('[A18] progress and words of the tool are lines of the log', async () => {
  const recorded = makeCall();
  expect(await call('works', recorded)).toMatchObject({ outputText: '{"done":true}' });
  expect(recorded.logged).toEqual(['1 of 2', 'nearly there', 'a word in between'].map((text) => ({ stream: 'agent', text })));
});

test('[A18] a tool that fails says why', async () => {
  expect(await call('fails')).toMatchObject({ error: { code: 'agent_error', message: 'the disk is full' } });
});

test('[A18] a cancelled call, or one whose time is up, is cancelled at the server', async () => {
  const stop = new AbortController();
  const calls = server.received.length;
  const calling = call('hang', makeCall({ signal: stop.signal }));
  await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(calls + 1);
  stop.abort();
  expect(await calling).toMatchObject({ error: { code: 'cancelled' } });
  await expect.poll(() => server.cancelled, { timeout: 20_000 }).toEqual(['hang']);
  expect(await call('hang', makeCall({ timeoutMs: 300 }))).toMatchObject({ error: { code: 'timeout' } });
  await expect.poll(() => server.cancelled, { timeout: 20_000 }).toEqual(['hang', 'hang']);
});

test('[A18] no session is left at the server', async () => {
  await call('text');
  expect(server.openSessions()).toBe(0);
});

test('[A20] headers of the agent go with every request, and what is secret in them is not said back', async () => {
  const agent = makeAgent('mcp', {
    url: http.url('status', { code: '403', body: 'bad key top-secret-value' }),
    tool: 't',
    headers: { Authorization: 'Bearer top-secret-value' },
  });
  expect(await createMcpAdapter(client, { cleanOutput, limits: DEFAULT_LIMITS }).call(agent, makeCall())).toMatchObject({
    error: { code: 'http_status', detail: { status: 403, body: 'bad key [redacted]' } },
  });
  expect(http.received.at(-1)?.headers.authorization).toBe('Bearer top-secret-value');
});
