import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { type CallToolRequest, CallToolRequestSchema, type CallToolResult, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { type AgentServer, listenAndTrack } from './track-calls.ts';

// An MCP server whose tools behave, or misbehave, as their names say.

export interface McpAgentServer extends AgentServer {
  url: string;
  /** Arguments and metadata of every call. */
  received: CallToolRequest['params'][];
  /** Names of the tools whose calls were cancelled. */
  cancelled: string[];
  /** Sessions that nobody has ended. */
  openSessions(): number;
}

interface ToolCall {
  args: Record<string, unknown>;
  signal: AbortSignal;
  report(progress: number, message?: string): Promise<void>;
  say(data: unknown): Promise<void>;
}

const said = (text: string, more: Partial<CallToolResult> = {}): CallToolResult => ({ content: [{ type: 'text', text }], ...more });

const tools = {
  echo: ({ args }) => ({ content: [], structuredContent: { done: true, input: args } }),
  text: () => said('plain words'),
  several: () => ({
    content: [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ],
  }),
  nothing: () => ({ content: [] }),
  fails: () => said('the disk is full', { isError: true }),
  huge: () => said('x'.repeat(11 * 1024 * 1024)),
  dirty: () => ({ content: [], structuredContent: { nul: 'a\0b', half: '\ud800' } }),
  deep: () => said('['.repeat(1e5) + ']'.repeat(1e5)),
  /** Tells how far it is, and what it sees; takes longer than an answer may take to be read. */
  works: async ({ report, say }) => {
    await report(1);
    await sleep(1_200);
    await report(2, 'nearly there');
    await say('a word in between');
    return said('{"done":true}');
  },
  hang: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(said('too late')), { once: true })),
} satisfies Record<string, (call: ToolCall) => CallToolResult | Promise<CallToolResult>>;
export type McpTool = keyof typeof tools;

export async function startMcpAgentServer(): Promise<McpAgentServer> {
  const received: McpAgentServer['received'] = [];
  const cancelled: string[] = [];
  const sessions = new Map<string, StreamableHTTPServerTransport>();

  async function openSession(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const server = new Server({ name: 'tools', version: '1' }, { capabilities: { tools: {}, logging: {} } });
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
      received.push(params);
      signal.addEventListener('abort', () => cancelled.push(params.name), { once: true });
      if (!(params.name in tools)) throw new McpError(ErrorCode.InvalidParams, `no tool ${params.name}`);
      const token = params._meta?.progressToken ?? '';
      return tools[params.name as McpTool]({
        args: params.arguments ?? {},
        signal,
        report: (progress, message) =>
          sendNotification({
            method: 'notifications/progress',
            params: { progressToken: token, progress, total: 2, ...(message !== undefined && { message }) },
          }),
        say: (data) => sendNotification({ method: 'notifications/message', params: { level: 'info', data } }),
      });
    });
    await server.connect(transport as Parameters<Server['connect']>[0]);
    return transport;
  }

  const server = createServer((request, response) => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    void (async () => (known ?? (await openSession())).handleRequest(request, response))();
  });
  const running = await listenAndTrack(server);
  return { ...running, url: `http://127.0.0.1:${running.port}/mcp`, received, cancelled, openSessions: () => sessions.size };
}
