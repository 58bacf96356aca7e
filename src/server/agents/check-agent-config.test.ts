import { expect, test } from 'vitest';
import type { AgentConfig } from '../core/agent/agent.ts';
import { parseEgressPolicy } from '../core/egress/policy.ts';
import { EgressDeniedError, HiveError, MalformedError } from '../core/errors.ts';
import { checkAgentConfig } from './check-agent-config.ts';

const policy = parseEgressPolicy({ allow: ['127.0.0.1', 'localhost'], own: [{ address: '127.0.0.1', port: 5432 }] });
const http =
  (url: string, headers: Record<string, string> = {}) =>
  () =>
    checkAgentConfig('http', { url, headers }, policy);

test.each([
  ['http://169.254.169.254/latest/meta-data/', EgressDeniedError],
  ['http://127.0.0.1:5432/', EgressDeniedError],
  ['http://localhost:5432/', EgressDeniedError],
  ['http://[::]/', EgressDeniedError],
  ['http://[::ffff:7f00:1]/', EgressDeniedError],
  ['http://10.0.0.1/', EgressDeniedError],
  ['http://127.1:5432', MalformedError],
  ['http://2130706433/', MalformedError],
  ['http://0x7f000001/', MalformedError],
  ['http://0177.0.0.1/', MalformedError],
  ['http://①②⑦.⓪.⓪.①/', MalformedError],
  ['http://localhost./', MalformedError],
  ['file:///etc/passwd', MalformedError],
  ['gopher://127.0.0.1/', MalformedError],
  ['ftp://127.0.0.1/', MalformedError],
  ['data:text/plain,x', MalformedError],
  ['javascript:alert(1)', MalformedError],
  ['http://user:pass@agents.example/', MalformedError],
] as const)('[G12] an agent with the URL %s is not saved', (url, kind) => {
  expect(http(url)).toThrow(kind);
  expect(() => checkAgentConfig('openai', { base_url: url, model: 'm' }, policy)).toThrow(kind);
  expect(() => checkAgentConfig('a2a', { card_url: url, headers: {} }, policy)).toThrow(kind);
  expect(() => checkAgentConfig('mcp', { url, tool: 't', headers: {} }, policy)).toThrow(kind);
});

test.each(['http://127.0.0.1:4000/task', 'https://agents.example/task', 'http://localhost:4000'])(
  '[G12] an agent at %s is saved',
  (url) => {
    expect(http(url, { Authorization: 'Bearer x', 'X-Trace': '1' })).not.toThrow();
  },
);

test.each([
  [{ Host: 'internal' }],
  [{ 'content-length': '5' }],
  [{ 'Transfer-Encoding': 'chunked' }],
  [{ Connection: 'close' }],
  [{ 'Idempotency-Key': 'mine' }],
  [{ 'X-A': 'a\r\nHost: internal' }],
  [{ 'X-A': 'a\nb' }],
  [{ 'X-A': 'a\0b' }],
  [{ 'X-A': '☃' }],
  [{ 'X A': '1' }],
  [{ 'X-A:': '1' }],
  [{ 'X-A': '1', 'x-a': '2' }],
])('[G12] the headers %j are refused', (headers) => {
  expect(http('https://agents.example/', headers as Record<string, string>)).toThrow(MalformedError);
});

test('[G12] every fault is named with its place', () => {
  try {
    http('https://agents.example/', { Host: 'a', ok: 'fine', 'X-A': '\n' })();
    expect.unreachable();
  } catch (error) {
    expect(error instanceof HiveError && error.faults.map((fault) => fault.path)).toEqual(['config.headers.Host', 'config.headers.X-A']);
  }
});

test('[G12] a command with NUL or without a program is refused', () => {
  const refused: AgentConfig<'command'>[] = [
    { argv: ['a\0b'], env: {} },
    { argv: [' '], env: {} },
    { argv: ['a'], env: { X: '\0' } },
    { argv: ['a'], cwd: '\0', env: {} },
  ];
  for (const config of refused) {
    expect(() => checkAgentConfig('command', config, policy)).toThrow(MalformedError);
  }
  expect(() => checkAgentConfig('command', { argv: ['node', 'x y', ''], env: { X: 'y' } }, policy)).not.toThrow();
});
