import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgentAnswer } from '../../src/server/agents/adapter.ts';
import type { AgentLimits } from '../../src/server/agents/limits.ts';
import { findTree } from '../../src/server/agents/process-tree.ts';
import { type Adapters, createAdapters } from '../../src/server/agents/registry.ts';
import type { AgentProfile } from '../../src/server/core/agent/agent.ts';
import { cleanOutput } from '../../src/server/core/clean-output.ts';
import { parseEgressPolicy } from '../../src/server/core/egress/policy.ts';
import { type A2aAgentServer, type A2aMode, startA2aAgentServer } from './a2a-agent-server.ts';
import { type HttpAgentMode, type HttpAgentServer, startHttpAgentServer } from './http-agent-server.ts';
import { makeAgent, makeCall } from './make-call.ts';
import { type McpAgentServer, type McpTool, startMcpAgentServer } from './mcp-agent-server.ts';
import { type ModelName, type OpenaiServer, startOpenaiServer } from './openai-server.ts';

// Every kind of agent against the same table: how it may behave, and what its adapter makes of that.

let http: HttpAgentServer;
let model: OpenaiServer;
let tools: McpAgentServer;
let peer: A2aAgentServer;
let adapters: Adapters;
/** With little patience for the first byte, and for the next one. */
let hasty: { start: Adapters; pause: Adapters };

beforeAll(async () => {
  [http, model, tools, peer] = await Promise.all([
    startHttpAgentServer(),
    startOpenaiServer(),
    startMcpAgentServer(),
    startA2aAgentServer(),
  ]);
  const start = (limits: Partial<AgentLimits>) =>
    createAdapters({
      egress: parseEgressPolicy({ allow: ['127.0.0.1'] }),
      allowCommandAgents: true,
      secrets: async () => null,
      cleanOutput,
      installationDir: import.meta.dirname,
      commandEnvironment: { PATH: process.env.PATH ?? '' },
      random: () => 0.5,
      limits,
    });
  adapters = start({});
  hasty = { start: start({ firstByteMs: 200 }), pause: start({ idleMs: 200 }) };
});
afterAll(async () => {
  await Promise.all([adapters, hasty.start, hasty.pause].map((each) => each.close()));
  await Promise.all([http, model, tools, peer].map((each) => each.close()));
});

const overHttp = (mode: HttpAgentMode, query?: Record<string, string>) => () =>
  makeAgent('http', { url: http.url(mode, query), headers: {} });
const overModel = (name: ModelName) => () => makeAgent('openai', { base_url: model.baseUrl, model: name });
const byTool = (tool: McpTool) => () => makeAgent('mcp', { url: tools.url, tool, headers: {} });
const byCard = (mode: A2aMode) => () => makeAgent('a2a', { card_url: peer.cardUrl(mode), headers: {} });
/** A server that speaks HTTP and nothing more, where a protocol is expected. */
const noTool = (mode: HttpAgentMode, query?: Record<string, string>) => () =>
  makeAgent('mcp', { url: http.url(mode, query), tool: 'echo', headers: {} });
const noCard = (mode: HttpAgentMode, query?: Record<string, string>) => () =>
  makeAgent('a2a', { card_url: http.url(mode, query), headers: {} });
const byCommand = (script: string) => () => makeAgent('command', { argv: [process.execPath, '-e', script], env: {} });
const simulated = (config: { latency_ms?: number; failure_rate?: number }) => () =>
  makeAgent('simulated', { latency_ms: 0, latency_jitter: 0, failure_rate: 0, quality: 1, ...config });

type Expected = { output: unknown } | { code: string; retryable: boolean };
type Case = [title: string, agent: () => AgentProfile, expected: Expected];

function summary(answer: AgentAnswer): unknown {
  if (answer.kind === 'completed') return { output: JSON.parse(answer.outputText) };
  if (answer.kind === 'failed') return { code: answer.error.code, retryable: answer.error.retryable };
  return answer;
}

const dirty = { output: { nul: 'a\ufffdb', half: '\ufffd' } };
const tooLarge = { code: 'output_too_large', retryable: false };
const invalid = { code: 'invalid_output', retryable: true };
const lost = { code: 'connect_error', retryable: true };

const table: Record<string, Case[]> = {
  completes: [
    [
      'command',
      byCommand('process.stdin.pipe(process.stdout)'),
      { output: expect.objectContaining({ task_type: 'review', input: { path: 'src' } }) },
    ],
    ['http', overHttp('ok'), { output: { done: true, input: { path: 'src' } } }],
    ['openai', overModel('json'), { output: { verdict: 'good' } }],
    ['simulated', simulated({}), { output: { simulated: true, agent: 'simulated agent', quality: 1 } }],
    ['mcp', byTool('echo'), { output: { done: true, input: { path: 'src' } } }],
    ['mcp, several parts', byTool('several'), { output: { content: [expect.objectContaining({ text: 'one' }), expect.anything()] } }],
    ['a2a', byCard('ok'), { output: { done: true, input: { path: 'src' } } }],
    ['a2a, later', byCard('later'), { output: { later: true } }],
    [
      'a2a, several artifacts',
      byCard('several'),
      {
        output: {
          artifacts: [
            { name: 'a', parts: [{ text: 'one' }] },
            { name: 'b', parts: [{ data: 2 }, { url: 'https://files.example/b' }] },
          ],
        },
      },
    ],
  ],
  'answers with text': [
    ['command', byCommand('console.log("plain words")'), { output: { text: 'plain words\n' } }],
    ['http', overHttp('text'), { output: { text: 'plain words' } }],
    ['openai', overModel('ok'), { output: { text: 'Hello from\nthe model', finish_reason: 'stop' } }],
    ['mcp', byTool('text'), { output: { text: 'plain words' } }],
    ['a2a', byCard('text'), { output: { text: 'plain words' } }],
    ['a2a, in pieces', byCard('speaks'), { output: { text: 'one two' } }],
  ],
  fails: [
    ['command', byCommand('process.exit(3)'), { code: 'exit_code', retryable: true }],
    ['http', overHttp('status', { code: '500' }), { code: 'http_status', retryable: true }],
    ['openai', overModel('broken'), { code: 'http_status', retryable: true }],
    ['openai, in the stream', overModel('error-event'), { code: 'model_error', retryable: true }],
    ['simulated', simulated({ failure_rate: 1 }), { code: 'simulated_failure', retryable: true }],
    ['mcp', byTool('fails'), { code: 'agent_error', retryable: true }],
    ['mcp, as a server', noTool('status', { code: '500' }), { code: 'http_status', retryable: true }],
    ['a2a', byCard('fails'), { code: 'agent_error', retryable: true }],
    ['a2a, as a server', noCard('status', { code: '500' }), { code: 'http_status', retryable: true }],
  ],
  'is refused for good': [
    ['command', () => makeAgent('command', { argv: ['no-such-program-here'], env: {} }), { code: 'spawn_failed', retryable: false }],
    ['http', overHttp('status', { code: '401' }), { code: 'http_status', retryable: false }],
    ['openai', overModel('unauthorized'), { code: 'http_status', retryable: false }],
    ['worker', () => makeAgent('worker', {}), { code: 'unsupported_kind', retryable: false }],
    ['mcp, no such tool', () => makeAgent('mcp', { url: tools.url, tool: 'dig', headers: {} }), { code: 'agent_error', retryable: false }],
    ['mcp, by the server', noTool('status', { code: '401' }), { code: 'http_status', retryable: false }],
    ['a2a', byCard('rejects'), { code: 'agent_error', retryable: false }],
    ['a2a, which asks back', byCard('asks'), { code: 'agent_error', retryable: false }],
    ['a2a, by the server', noCard('status', { code: '401' }), { code: 'http_status', retryable: false }],
  ],
  'sends a huge answer': [
    ['command', byCommand('process.stdout.write("x".repeat(11 * 1024 * 1024))'), tooLarge],
    [
      'command, for ever',
      byCommand(
        'const c = "x".repeat(1e6); const more = () => { while (process.stdout.write(c)); process.stdout.once("drain", more); }; more()',
      ),
      tooLarge,
    ],
    ['http', overHttp('huge'), tooLarge],
    ['http, for ever', overHttp('endless'), tooLarge],
    ['http, packed', overHttp('bomb'), tooLarge],
    ['openai', overModel('huge'), tooLarge],
    ['openai, for ever', overModel('endless'), tooLarge],
    ['openai, an event without an end', overModel('endless-line'), tooLarge],
    ['openai, packed', overModel('bomb'), tooLarge],
    ['mcp', byTool('huge'), tooLarge],
    ['mcp, for ever', noTool('endless'), tooLarge],
    ['mcp, packed', noTool('bomb'), tooLarge],
    ['a2a', byCard('huge'), tooLarge],
    ['a2a, for ever', noCard('endless'), tooLarge],
    ['a2a, packed', noCard('bomb'), tooLarge],
  ],
  'sends what cannot be stored': [
    ['command', byCommand(String.raw`process.stdout.write('{"nul":"a\\u0000b","half":"\\ud800"}')`), dirty],
    ['command, in raw bytes', byCommand('process.stdout.write(Buffer.from([0x61, 0, 0xff]))'), { output: { text: 'a\ufffd\ufffd' } }],
    ['http', overHttp('dirty'), dirty],
    ['openai', overModel('dirty'), dirty],
    ['mcp', byTool('dirty'), dirty],
    ['a2a', byCard('dirty'), dirty],
  ],
  'sends JSON too deep to keep': [
    ['command', byCommand('process.stdout.write("[".repeat(1e5) + "]".repeat(1e5))'), invalid],
    ['http', overHttp('deep'), invalid],
    ['openai', overModel('deep'), invalid],
    ['mcp', byTool('deep'), invalid],
    ['a2a', byCard('deep'), invalid],
  ],
  'sends garbage': [
    ['command: any text is a text', byCommand(`process.stdout.write('{"a": nope')`), { output: { text: '{"a": nope' } }],
    ['http', overHttp('garbage'), invalid],
    ['http, wrongly packed', overHttp('unpackable'), invalid],
    ['openai', overModel('garbage'), invalid],
    ['openai, no stream', overModel('not-a-stream'), invalid],
    ['mcp', noTool('garbage'), invalid],
    ['mcp, words', noTool('text'), invalid],
    ['a2a', noCard('garbage'), invalid],
    ['a2a, words', noCard('text'), invalid],
  ],
  'answers with nothing': [
    ['command: exit 0 without a word is null', byCommand(''), { output: null }],
    ['http 200', overHttp('empty'), invalid],
    ['http 204 is null', overHttp('none'), { output: null }],
    ['openai, no word', overModel('empty'), invalid],
    ['openai, no event', overModel('no-body'), invalid],
    ['mcp: no content is null', byTool('nothing'), { output: null }],
    ['mcp 200', noTool('empty'), invalid],
    ['a2a, no artifact', byCard('nothing'), invalid],
    ['a2a 200', noCard('empty'), invalid],
  ],
  'drops the connection': [
    ['http', overHttp('reset'), lost],
    ['http, in the middle', overHttp('reset-midway'), lost],
    ['openai', overModel('reset'), lost],
    ['openai, in the middle', overModel('reset-midway'), lost],
    ['mcp', noTool('reset'), lost],
    ['mcp, in the middle', noTool('reset-midway'), lost],
    ['a2a', noCard('reset'), lost],
    ['a2a, in the middle', noCard('reset-midway'), lost],
    ['command: ended from outside', byCommand('process.kill(process.pid, "SIGKILL")'), { code: 'killed', retryable: true }],
  ],
};

describe.each(Object.entries(table))('[A1] an agent that %s', (_behaviour, cases) => {
  test.each(cases)('[A1] %s', async (_title, agent, expected) => {
    expect(summary(await adapters.call(agent(), makeCall()))).toEqual(expected);
  });
});

test.each([
  ['http', overHttp('hang')],
  ['http, a header byte at a time', overHttp('drip')],
  ['openai', overModel('hang')],
  ['openai, a header byte at a time', overModel('drip')],
  ['mcp', noTool('hang')],
  ['a2a', noCard('hang')],
])('[A2] %s: an agent that does not begin to answer is given up', async (_title, agent) => {
  expect(summary(await hasty.start.call(agent(), makeCall()))).toEqual({ code: 'first_byte_timeout', retryable: true });
});

test.each([
  ['http', overHttp('stall')],
  ['openai', overModel('stall')],
  ['mcp', noTool('stall')],
  ['a2a', noCard('stall')],
])('[A2] %s: an agent that stops in the middle of its answer is given up', async (_title, agent) => {
  expect(summary(await hasty.pause.call(agent(), makeCall()))).toEqual({ code: 'idle_timeout', retryable: true });
});

const slowCommand = 'console.error("started"); setInterval(() => {}, 1000)';
const never: [string, () => AgentProfile][] = [
  ['command', byCommand(slowCommand)],
  ['http', overHttp('hang')],
  ['openai', overModel('hang')],
  ['openai, in the middle', overModel('stall')],
  ['mcp', byTool('hang')],
  ['a2a', byCard('hang')],
  ['simulated', simulated({ latency_ms: 60_000 })],
];

test.each(never)('[A2] %s: a call ends when its time is up', async (_title, agent) => {
  expect(summary(await adapters.call(agent(), makeCall({ timeoutMs: 200 })))).toEqual({ code: 'timeout', retryable: true });
});

test.each(never)('[A3] %s: an aborted call settles within 3 s', async (_title, agent) => {
  const stop = new AbortController();
  const calling = adapters.call(agent(), makeCall({ signal: stop.signal }));
  const started = performance.now();
  stop.abort();
  expect(summary(await calling)).toEqual({ code: 'cancelled', retryable: false });
  expect(performance.now() - started).toBeLessThan(3_000);
});

test('[A3] an aborted call leaves no process', async () => {
  const stop = new AbortController();
  const call = makeCall({ signal: stop.signal });
  const calling = adapters.call(byCommand(`console.error(process.pid); setInterval(() => {}, 1000)`)(), call);
  const pid = Number(await call.firstLine);
  stop.abort();
  await calling;
  expect(await findTree({ pid, mark: 'none' })).toEqual([]);
});

test('[A3] an aborted call over the network drops its connection', async () => {
  const server = await startHttpAgentServer();
  try {
    const stop = new AbortController();
    const calling = adapters.call(makeAgent('http', { url: server.url('stall'), headers: {} }), makeCall({ signal: stop.signal }));
    await server.answering();
    stop.abort();
    await calling;
    await server.settled();
    expect(server.droppedCalls()).toBe(1);
  } finally {
    await server.close();
  }
});

test('[A3] a call that was aborted before it began reaches nobody', async () => {
  const before = http.received.length;
  const answer = await adapters.call(overHttp('ok')(), makeCall({ signal: AbortSignal.abort() }));
  expect(summary(answer)).toEqual({ code: 'cancelled', retryable: false });
  expect(http.received.length).toBe(before);
});

test('[A4] after all of this no call is open at either server', async () => {
  const servers = [http, model, tools, peer];
  await Promise.all(servers.map((each) => each.settled()));
  expect(servers.map((each) => each.openCalls())).toEqual([0, 0, 0, 0]);
});
