import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  LoggingMessageNotificationSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import type { AgentProfile } from '../core/agent/agent.ts';
import type { AgentAdapter, AgentAnswer, AgentCall } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { callByProtocol, type ProtocolCall } from './call-by-protocol.ts';
import type { EgressClient } from './egress-client.ts';
import { followStream } from './follow-stream.ts';
import { NoAnswerError } from './protocol-failure.ts';
import { jsonOutput, type OutputRules, textOutput } from './read-output.ts';
import type { Redact } from './redact.ts';

/** Longer than any call: how long it may take the road decides. Milliseconds. */
const LIBRARY_TIMEOUT_MS = 2_147_483_647;
/** An answer that ended is read by then, milliseconds. */
const READ_MS = 1_000;
/** What the library says when nothing that was asked for exists: another attempt would hear the same. */
const FINAL = new Set<number>([ErrorCode.MethodNotFound, ErrorCode.InvalidParams, ErrorCode.InvalidRequest]);

/**
 * Agents that are a tool of an MCP server (streamable HTTP). Each call is a session of its own: greeting, `tools/call`, farewell. The tool gets
 * the task's input as its arguments; what it reports of its progress, and says, goes to the log; a cancelled call is cancelled there.
 */
export function createMcpAdapter(client: EgressClient, rules: OutputRules): AgentAdapter<'mcp'> {
  return {
    kind: 'mcp',
    call: (agent, call) =>
      callByProtocol({ client, rules, config: agent.config, call, protocol: 'MCP', refusalOf }, async (given) =>
        answerOf(await callTool(agent, given), given),
      ),
  };
}

async function callTool(agent: AgentProfile<'mcp'>, { call, road, log }: ProtocolCall): Promise<CallToolResult> {
  const watch = new AnswerWatch(road.fetch);
  const transport = new StreamableHTTPClientTransport(new URL(agent.config.url), { fetch: watch.fetch });
  const session = new Client({ name: 'agent-hive', version: '1' });
  const options = { signal: road.signal, timeout: LIBRARY_TIMEOUT_MS, maxTotalTimeout: LIBRARY_TIMEOUT_MS };
  session.setNotificationHandler(LoggingMessageNotificationSchema, ({ params: { data } }) => {
    log.push(`${typeof data === 'string' ? data : JSON.stringify(data)}\n`);
  });
  try {
    // The library's own type of a session's id does not know that it may be missing.
    await watch.ask(() => session.connect(transport as Parameters<Client['connect']>[0], options));
    const params = { name: agent.config.tool, arguments: argumentsOf(call), _meta: { 'agent-hive/idempotency-key': call.idempotencyKey } };
    const onprogress = ({ progress, total, message }: { progress: number; total?: number; message?: string }) =>
      log.push(`${message ?? `${progress}${total === undefined ? '' : ` of ${total}`}`}\n`);
    return await watch.ask(() => session.request({ method: 'tools/call', params }, CallToolResultSchema, { ...options, onprogress }));
  } finally {
    await transport.terminateSession().catch(() => {});
    await session.close().catch(() => {});
  }
}

const argumentsOf = ({ input }: AgentCall): Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input) ? input : { input };

/** The library waits for ever for the answer of a stream that broke off, or ended without one. */
class AnswerWatch {
  readonly #fetch: typeof globalThis.fetch;
  /** Of the request that is waited for. */
  #lose: (error: unknown) => void = () => {};

  constructor(fetch: typeof globalThis.fetch) {
    this.#fetch = fetch;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    // What the server has to say beside its answers nobody asked for.
    if (init?.method === 'GET') return new Response(null, { status: 405 });
    const lose = this.#lose;
    const response = await this.#fetch(input, init);
    if (response.body === null || init?.method !== 'POST') return response;
    const body = followStream(response.body, (end) => {
      if (end.kind === 'broken') lose(end.error);
      if (end.kind === 'read') setTimeout(() => lose(new NoAnswerError('the answer ended without a result')), READ_MS).unref();
    });
    return new Response(body, response);
  };

  /** Asks, and waits for the answer. @throws NoAnswerError when it ended a while ago and nobody was content with it, and what broke it */
  ask<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#lose = reject;
      ask().then(resolve, reject);
    });
  }
}

function answerOf(result: CallToolResult, { rules, redact }: ProtocolCall): AgentAnswer {
  const texts = result.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  if (result.isError === true) {
    return failed('agent_error', redact(texts.join('\n')) || 'the tool failed and did not say why', { retryable: true });
  }
  if (result.structuredContent !== undefined) return jsonOutput(redact(JSON.stringify(result.structuredContent)), rules);
  const [text] = texts;
  if (text !== undefined && result.content.length === 1) return textOutput(redact(text), rules);
  return jsonOutput(result.content.length === 0 ? 'null' : redact(JSON.stringify({ content: result.content })), rules);
}

const refusalOf = (error: unknown, redact: Redact): AgentAnswer | null =>
  error instanceof McpError
    ? failed('agent_error', redact(error.message), { retryable: !FINAL.has(error.code), detail: { code: error.code } })
    : null;
