import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpAgentServer, startHttpAgentServer } from '../../../tests/agents/http-agent-server.ts';
import { makeAgent, makeCall } from '../../../tests/agents/make-call.ts';
import { cleanOutput } from '../core/clean-output.ts';
import { type OwnEndpoint, parseEgressPolicy } from '../core/egress/policy.ts';
import type { Resolve } from './egress-dispatcher.ts';
import { createAdapters } from './registry.ts';

// The guard as agents meet it: through the HTTP adapter, against a real server on loopback, with a name server of our own.

let server: HttpAgentServer;
beforeAll(async () => {
  server = await startHttpAgentServer();
});
afterAll(() => server.close());

interface World {
  allow?: string[];
  own?: OwnEndpoint[];
  resolve?: Resolve;
}

/** What calling this URL comes to: 'completed' or the code of the failure, and how many requests reached the server. */
async function callUrl(url: string, { allow = [], own = [], resolve }: World = {}): Promise<{ outcome: string; reached: number }> {
  const adapters = createAdapters({
    egress: parseEgressPolicy({ allow, own }),
    allowCommandAgents: false,
    secrets: async () => null,
    cleanOutput,
    installationDir: '/',
    commandEnvironment: {},
    random: Math.random,
    limits: { connectMs: 1_000 },
    ...(resolve ? { resolve } : {}),
  });
  const before = server.received.length;
  try {
    const answer = await adapters.call(makeAgent('http', { url, headers: {} }), makeCall());
    return { outcome: answer.kind === 'failed' ? answer.error.code : answer.kind, reached: server.received.length - before };
  } finally {
    await adapters.close();
  }
}

const refused = { outcome: 'egress_denied', reached: 0 };
const at = (host: string) => `http://${host}:${server.port}/ok`;

test.each([
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '127.127.127.127',
  '0.0.0.0',
  '0',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'x.localhost',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:7f00:1]',
  '[::ffff:127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  'user:pass@127.0.0.1',
])('[G9] loopback spelled %s is not reached', async (host) => {
  expect(await callUrl(at(host))).toEqual(refused);
});

test('[G9] with the default entries the plain spelling is reached, the others are not', async () => {
  const allow = ['127.0.0.1', 'localhost'];
  expect(await callUrl(at('127.0.0.1'), { allow })).toEqual({ outcome: 'completed', reached: 1 });
  expect(await callUrl(at('localhost'), { allow })).toEqual({ outcome: 'completed', reached: 1 });
  for (const host of ['127.1', '2130706433', '0x7f000001', '0177.0.0.1', '[::ffff:7f00:1]', '①②⑦.⓪.⓪.①', 'localhost.', '[::]', '0.0.0.0']) {
    expect(await callUrl(at(host), { allow })).toEqual(refused);
  }
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_x',
  'ftp://127.0.0.1/',
  'data:text/plain,x',
  'javascript:alert(1)',
])('[G9] %s is not called', async (url) => {
  expect(await callUrl(url, { allow: ['127.0.0.1', 'localhost'] })).toEqual(refused);
});

test('[G9] a port of the installation itself is not reached, whatever is opened', async () => {
  const world = { allow: ['127.0.0.1', 'localhost', '127.0.0.0/8', '::1/128'], own: [{ address: '0.0.0.0', port: server.port }] };
  expect(await callUrl(at('127.0.0.1'), world)).toEqual(refused);
  expect(await callUrl(at('localhost'), world)).toEqual(refused);
});

test('[G10] a public name that resolves to loopback is refused when it connects', async () => {
  const world = { allow: ['127.0.0.1', 'localhost'], resolve: async () => ['127.0.0.1'] };
  expect(await callUrl(at('agents.example'), world)).toEqual(refused);
});

test('[G10] one private address among public ones refuses the whole name', async () => {
  expect(await callUrl(at('agents.example'), { resolve: async () => ['93.184.216.34', '127.0.0.1'] })).toEqual(refused);
  expect(await callUrl(at('agents.example'), { resolve: async () => ['2606:2800:220:1::1', '::ffff:127.0.0.1'] })).toEqual(refused);
});

test('[G10] a name is resolved once per connection, and the address that was checked is the one that is called', async () => {
  const answers = ['127.0.0.1', '10.255.255.1'];
  let asked = 0;
  const resolve = async () => [answers[Math.min(asked++, 1)] ?? ''];
  expect(await callUrl(at('agents.lan'), { allow: ['agents.lan'], resolve })).toEqual({ outcome: 'completed', reached: 1 });
  expect(asked).toBe(1);
});

test('[G10] an answer of the name server that is no address is refused', async () => {
  expect(await callUrl(at('agents.example'), { resolve: async () => ['localhost'] })).toEqual(refused);
});

test('[G10] a name that does not resolve, or not in time, is a failed connection', async () => {
  const failing = async () => {
    throw new Error('SERVFAIL');
  };
  const lost = { outcome: 'connect_error', reached: 0 };
  expect(await callUrl(at('agents.example'), { resolve: failing })).toEqual(lost);
  expect(await callUrl(at('agents.example'), { resolve: async () => [] })).toEqual(lost);
  expect(await callUrl(at('agents.example'), { resolve: () => new Promise(() => {}) })).toEqual(lost);
});

test('[G10] of several open addresses the one that answers is used', async () => {
  const world = { allow: ['agents.lan'], resolve: async () => ['127.0.0.9', '127.0.0.1'] };
  expect(await callUrl(at('agents.lan'), world)).toEqual({ outcome: 'completed', reached: 1 });
});

test('[G11] a redirect is not followed, and the host it names is recorded', async () => {
  const adapters = createAdapters({
    egress: parseEgressPolicy({ allow: ['127.0.0.1'] }),
    allowCommandAgents: false,
    secrets: async () => null,
    cleanOutput,
    installationDir: '/',
    commandEnvironment: {},
    random: Math.random,
  });
  const before = server.received.length;
  const url = server.url('status', { code: '302', location: 'http://127.0.0.1:3000/api/admin' });
  const answer = await adapters.call(makeAgent('http', { url, headers: {} }), makeCall());
  await adapters.close();
  expect(answer).toMatchObject({
    kind: 'failed',
    error: { code: 'http_status', retryable: false, detail: { status: 302, location_host: '127.0.0.1:3000' } },
  });
  expect(server.received.length - before).toBe(1);
});
