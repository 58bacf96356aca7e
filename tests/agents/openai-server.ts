import { createServer, type ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import { type AgentServer, listenAndTrack } from './track-calls.ts';

// A server that speaks the streaming chat completions and the embeddings of OpenAI. The name of the model says how it behaves.

export interface ChatRequest {
  model: string;
  messages: { role: string; content: unknown }[];
  temperature?: number;
  max_tokens?: number;
  stream_options?: { include_usage?: boolean };
}

export interface EmbeddingRequest {
  model: string;
  input: string[];
}

export interface OpenaiServer extends AgentServer {
  baseUrl: string;
  received: { headers: NodeJS.Dict<string | string[]>; body: ChatRequest }[];
  /** Texts that were to be embedded, call by call. */
  embedded: { headers: NodeJS.Dict<string | string[]>; body: EmbeddingRequest }[];
}

export const TOKENS_USED = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 } as const;
const MEGABYTE = 1024 * 1024;

interface Exchange {
  response: ServerResponse;
  request: ChatRequest;
}

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string) => event({ id: 'c1', choices: [{ index: 0, delta: { role: 'assistant', content } }] });
const finish = (reason: string) => event({ id: 'c1', choices: [{ index: 0, delta: {}, finish_reason: reason }] });
const usage = event({ id: 'c1', choices: [], usage: TOKENS_USED });
const DONE = 'data: [DONE]\n\n';

const open = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });
const refuse = (response: ServerResponse, status: number, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"error":{"message":"refused by the model server"}}');

/** Streams the words one by one, as a model does. */
function say(response: ServerResponse, words: readonly string[], ending: string = finish('stop') + usage + DONE): void {
  open(response);
  for (const word of words) response.write(delta(word));
  response.end(ending);
}

function pour(response: ServerResponse, target: NodeJS.WritableStream, chunk: string | Buffer): void {
  const more = () => {
    while (!response.destroyed && target.write(chunk));
    if (!response.destroyed) target.once('drain', more);
  };
  more();
}

const models = {
  ok: ({ response }) => say(response, ['Hello', ' from\n', 'the model']),
  json: ({ response }) => say(response, ['{"verdict":', ' "good"}']),
  /** Answers with the last message it was sent. */
  echo: ({ response, request }) => say(response, [String(request.messages.at(-1)?.content)]),
  'no-usage': ({ response }) => say(response, ['Hello'], finish('stop') + DONE),
  'cut-short': ({ response }) => say(response, ['Hel'], finish('length') + usage + DONE),
  empty: ({ response }) => say(response, []),
  'no-body': ({ response }) => open(response).end(),
  dirty: ({ response }) => say(response, ['{"nul":"a\\u0000b","half":"\\ud800"}']),
  deep: ({ response }) => say(response, ['['.repeat(100_000) + ']'.repeat(100_000)]),
  garbage: ({ response }) => open(response).end('data: {"choices": nope\n\n'),
  'not-a-stream': ({ response }) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'),
  huge: ({ response }) => say(response, ['x'.repeat(11 * MEGABYTE)]),
  endless: ({ response }) => {
    open(response);
    pour(response, response, delta('word '.repeat(1_000)));
  },
  /** One event that never ends. */
  'endless-line': ({ response }) => {
    open(response).write('data: ');
    pour(response, response, 'x'.repeat(64 * 1024));
  },
  bomb: ({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    pour(response, gzip, Buffer.alloc(MEGABYTE));
  },
  hang: () => {},
  stall: ({ response }) => open(response).write(delta('Hel')),
  drip: ({ response }) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    const timer = setInterval(() => response.socket?.write('a'), 20);
    response.once('close', () => clearInterval(timer));
  },
  reset: ({ response }) => response.socket?.resetAndDestroy(),
  'reset-midway': ({ response }) => {
    open(response).write(delta('Hel'), () => response.socket?.resetAndDestroy());
  },
  broken: ({ response }) => refuse(response, 500),
  unauthorized: ({ response }) => refuse(response, 401),
  'rate-limited': ({ response }) => refuse(response, 429, { 'retry-after': '7' }),
  redirect: ({ response }) => refuse(response, 302, { location: 'http://127.0.0.1:1/v1/chat/completions' }),
  /** An error in the middle of the stream. */
  'error-event': ({ response }) => {
    open(response).end(delta('Hel') + event({ error: { message: 'the model is overloaded', type: 'server_error' } }) + DONE);
  },
} satisfies Record<string, (exchange: Exchange) => unknown>;

export type ModelName = keyof typeof models;

/** What the models know to mean the same. */
const MEANINGS = [
  ['car', 'automobile', 'vehicle'],
  ['invoice', 'bill', 'payment'],
  ['giraffe', 'animal', 'zoo'],
];

/** A text by what it is about: how often each meaning occurs, and a little of its own, so that no text points nowhere. */
function embeddingOf(text: string): number[] {
  const words = text.toLowerCase().split(/\W+/);
  return [...MEANINGS.map((meaning) => words.filter((word) => meaning.some((each) => word.startsWith(each))).length), 0.3];
}

type Embedding = (request: EmbeddingRequest, response: ServerResponse) => unknown;

const answerVectors = (response: ServerResponse, vectors: number[][]) =>
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ data: vectors.map((embedding, index) => ({ index, embedding })), usage: { prompt_tokens: 1 } }));
const answerMeanings: Embedding = ({ input }, response) => answerVectors(response, input.map(embeddingOf));

const embeddingModels = {
  meanings: answerMeanings,
  /** As the one before, after another training. */
  'other-meanings': answerMeanings,
  /** Takes no text with the word "unspeakable". */
  squeamish: (request, response) =>
    request.input.some((text) => text.includes('unspeakable')) ? refuse(response, 400) : answerMeanings(request, response),
  nowhere: ({ input }, response) =>
    answerVectors(
      response,
      input.map(() => [0, 0]),
    ),
  garbled: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data": "none"}'),
  down: (_, response) => refuse(response, 503),
  silent: () => {},
} satisfies Record<string, Embedding>;

export type EmbeddingModelName = keyof typeof embeddingModels;

function answerEmbeddings(request: EmbeddingRequest, response: ServerResponse): unknown {
  const known: Readonly<Record<string, Embedding>> = embeddingModels;
  const model = Object.hasOwn(known, request.model) ? known[request.model] : undefined;
  return model === undefined ? refuse(response, 404) : model(request, response);
}

/** Starts a model server on loopback. `port` 0: any. */
export async function startOpenaiServer(port = 0): Promise<OpenaiServer> {
  const received: OpenaiServer['received'] = [];
  const embedded: OpenaiServer['embedded'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      if (request.url === '/v1/embeddings' && request.method === 'POST') {
        const body = JSON.parse(text) as EmbeddingRequest;
        embedded.push({ headers: request.headers, body });
        return answerEmbeddings(body, response);
      }
      if (request.url !== '/v1/chat/completions' || request.method !== 'POST') return response.writeHead(404).end();
      const body = JSON.parse(text) as ChatRequest;
      received.push({ headers: request.headers, body });
      if (!isModel(body.model)) return refuse(response, 404);
      (models[body.model] as (exchange: Exchange) => unknown)({ response, request: body });
    });
  });
  const tracked = await listenAndTrack(server, port);
  return { ...tracked, received, embedded, baseUrl: `http://127.0.0.1:${tracked.port}/v1` };
}

function isModel(name: string): name is ModelName {
  return Object.hasOwn(models, name);
}
