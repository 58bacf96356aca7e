import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentCard, type Message, type Part, Role, TaskState } from '@a2a-js/sdk';
import {
  AgentEvent,
  type AgentExecutor,
  DefaultRequestHandler,
  type ExecutionEventBus,
  InMemoryTaskStore,
  JsonRpcTransportHandler,
  type RequestContext,
  ServerCallContext,
} from '@a2a-js/sdk/server';
import { type AgentServer, listenAndTrack } from './track-calls.ts';

// An A2A agent that behaves, or misbehaves, as the path of its card says.

export interface A2aAgentServer extends AgentServer {
  cardUrl(mode: A2aMode): string;
  /** Messages as they came. */
  received: Message[];
  /** Headers of the messages. */
  headers: NodeJS.Dict<string | string[]>[];
  /** Modes whose tasks were cancelled. */
  cancelled: A2aMode[];
}

const partOf = (content: NonNullable<Part['content']>): Part => ({ content, metadata: undefined, filename: '', mediaType: '' });
const text = (value: string) => partOf({ $case: 'text', value });
const data = (value: unknown) => partOf({ $case: 'data', value });

/** One message that was heard: what the agent says and does about it. */
class Turn {
  readonly context: RequestContext;
  readonly cancelled: Promise<void>;
  readonly #bus: ExecutionEventBus;

  constructor(context: RequestContext, bus: ExecutionEventBus, cancelled: Promise<void>) {
    this.context = context;
    this.cancelled = cancelled;
    this.#bus = bus;
  }

  message(parts: Part[]): Message {
    const ids = { messageId: randomUUID(), contextId: this.context.contextId, taskId: '' };
    return { ...ids, role: Role.ROLE_AGENT, parts, metadata: undefined, extensions: [], referenceTaskIds: [] };
  }

  reply(...parts: Part[]): void {
    this.#bus.publish(AgentEvent.message(this.message(parts)));
    this.#bus.finished();
  }

  begin(): void {
    const { taskId: id, contextId } = this.context;
    const status = { state: TaskState.TASK_STATE_WORKING, message: undefined, timestamp: undefined };
    this.#bus.publish(AgentEvent.task({ id, contextId, status, artifacts: [], history: [], metadata: undefined }));
  }

  artifact(name: string, parts: Part[], append = false): void {
    const { taskId, contextId } = this.context;
    const artifact = { artifactId: name, name, description: '', parts, metadata: undefined, extensions: [] };
    this.#bus.publish(AgentEvent.artifactUpdate({ taskId, contextId, artifact, append, lastChunk: true, metadata: undefined }));
  }

  status(state: TaskState, words?: string): void {
    const { taskId, contextId } = this.context;
    const message = words === undefined ? undefined : this.message([text(words)]);
    this.#bus.publish(
      AgentEvent.statusUpdate({ taskId, contextId, status: { state, message, timestamp: undefined }, metadata: undefined }),
    );
    if (state !== TaskState.TASK_STATE_WORKING) this.#bus.finished();
  }
}

const ends = (state: TaskState, words?: string) => (turn: Turn) => {
  turn.begin();
  turn.status(state, words);
};

const modes = {
  ok: (turn) => {
    const asked = turn.context.userMessage.parts.find(({ content }) => content?.$case === 'data')?.content?.value as { input: unknown };
    turn.begin();
    turn.artifact('result', [data({ done: true, input: asked.input })]);
    turn.status(TaskState.TASK_STATE_COMPLETED);
  },
  /** A message in return, and no task. */
  text: (turn) => turn.reply(text('plain words')),
  /** Says what it does, and its text in pieces. */
  speaks: (turn) => {
    turn.begin();
    turn.status(TaskState.TASK_STATE_WORKING, 'reading');
    turn.status(TaskState.TASK_STATE_WORKING, 'writing');
    turn.artifact('report', [text('one ')]);
    turn.artifact('report', [text('two')], true);
    turn.status(TaskState.TASK_STATE_COMPLETED);
  },
  several: (turn) => {
    turn.begin();
    turn.artifact('a', [text('one')]);
    turn.artifact('b', [data(2), partOf({ $case: 'url', value: 'https://files.example/b' })]);
    turn.status(TaskState.TASK_STATE_COMPLETED);
  },
  /** Answers at once that it works, without a stream. */
  later: async (turn) => {
    turn.begin();
    await sleep(300);
    turn.artifact('result', [data({ later: true })]);
    turn.status(TaskState.TASK_STATE_COMPLETED);
  },
  nothing: ends(TaskState.TASK_STATE_COMPLETED),
  fails: ends(TaskState.TASK_STATE_FAILED, 'the disk is full'),
  rejects: ends(TaskState.TASK_STATE_REJECTED, 'not my trade'),
  asks: ends(TaskState.TASK_STATE_INPUT_REQUIRED, 'which branch?'),
  huge: (turn) => turn.reply(text('x'.repeat(11 * 1024 * 1024))),
  dirty: (turn) => turn.reply(data({ nul: 'a\0b', half: '\ud800' })),
  deep: (turn) => turn.reply(text('['.repeat(1e5) + ']'.repeat(1e5))),
  /** Works until it is cancelled. */
  hang: async (turn) => {
    turn.begin();
    await turn.cancelled;
  },
} satisfies Record<string, (turn: Turn) => void | Promise<void>>;
export type A2aMode = keyof typeof modes;

function cardOf(mode: A2aMode, origin: string): AgentCard {
  return AgentCard.fromJSON({
    name: mode,
    description: `Behaves as "${mode}".`,
    version: '1',
    supportedInterfaces: [{ url: `${origin}/${mode}/rpc`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
    capabilities: { streaming: mode !== 'later' },
    defaultInputModes: ['text/plain', 'application/json'],
    defaultOutputModes: ['text/plain', 'application/json'],
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function send(response: ServerResponse, answer: Awaited<ReturnType<JsonRpcTransportHandler['handle']>>): Promise<void> {
  if (!(Symbol.asyncIterator in answer)) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  for await (const event of answer) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end();
}

export async function startA2aAgentServer(): Promise<A2aAgentServer> {
  const received: Message[] = [];
  const headers: A2aAgentServer['headers'] = [];
  const cancelled: A2aMode[] = [];
  const handlers = new Map<A2aMode, JsonRpcTransportHandler>();

  function handlerOf(mode: A2aMode, origin: string): JsonRpcTransportHandler {
    const cancels = new Map<string, () => void>();
    const executor: AgentExecutor = {
      async execute(context, bus) {
        received.push(context.userMessage);
        const over = new Promise<void>((resolve) => cancels.set(context.taskId, resolve));
        await modes[mode](new Turn(context, bus, over));
      },
      async cancelTask(taskId, bus) {
        cancelled.push(mode);
        cancels.get(taskId)?.();
        const status = { state: TaskState.TASK_STATE_CANCELED, message: undefined, timestamp: undefined };
        bus.publish(AgentEvent.statusUpdate({ taskId, contextId: '', status, metadata: undefined }));
        bus.finished();
      },
    };
    return new JsonRpcTransportHandler(new DefaultRequestHandler(cardOf(mode, origin), new InMemoryTaskStore(), executor));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = `http://${request.headers.host}`;
    const [, mode = 'ok', place] = (request.url ?? '').split('/') as [string, A2aMode, string];
    if (place === 'card.json') {
      const card = JSON.stringify(AgentCard.toJSON(cardOf(mode, origin)));
      response.writeHead(200, { 'content-type': 'application/json' }).end(card);
      return;
    }
    headers.push(request.headers);
    const handler = handlers.get(mode) ?? handlerOf(mode, origin);
    handlers.set(mode, handler);
    const body = await bodyOf(request);
    const asked = mode === 'later' ? body.replace('"returnImmediately":false', '"returnImmediately":true') : body;
    await send(response, await handler.handle(asked, new ServerCallContext({ requestedVersion: '1.0' })));
  }

  const server = createServer((request, response) => void answer(request, response));
  const running = await listenAndTrack(server);
  return { ...running, cardUrl: (mode) => `http://127.0.0.1:${running.port}/${mode}/card.json`, received, headers, cancelled };
}
