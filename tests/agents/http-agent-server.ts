import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGzip, gzipSync } from 'node:zlib';
import { type AgentServer, listenAndTrack } from './track-calls.ts';

// An HTTP agent that behaves, or misbehaves, as the path of its URL says.

export interface ReceivedCall {
  method: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

export interface HttpAgentServer extends AgentServer {
  /** The URL of an agent in this mode. */
  url(mode: HttpAgentMode, query?: Record<string, string>): string;
  received: ReceivedCall[];
}

interface Exchange {
  response: ServerResponse;
  query: URLSearchParams;
  call: ReceivedCall;
}

const MEGABYTE = 1024 * 1024;

const json = (response: ServerResponse, text: string, status = 200) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(text);
};

/** Writes without an end, at the pace of the reader. */
function pour(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

const modes = {
  /** Echoes the input of the task. */
  ok: ({ response, call }) => json(response, JSON.stringify({ done: true, input: (JSON.parse(call.body) as { input: unknown }).input })),
  text: ({ response }) => response.writeHead(200, { 'content-type': 'text/plain' }).end('plain words'),
  /** The result comes later, by POST /tasks/{id}/complete. */
  accepted: ({ response }) => json(response, '{}', 202),
  none: ({ response }) => response.writeHead(204).end(),
  empty: ({ response }) => json(response, ''),
  status: ({ response, query }) => {
    const headers = Object.fromEntries(['retry-after', 'location'].flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])));
    response.writeHead(Number(query.get('code')), headers as Record<string, string>).end(query.get('body') ?? 'refused');
  },
  /** Answers nothing, ever. */
  hang: () => {},
  /** One byte of a header at a time. */
  drip: ({ response }) => {
    response.socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
    const timer = setInterval(() => response.socket?.write('a'), 20);
    response.once('close', () => clearInterval(timer));
  },
  /** Begins to answer and stops. */
  stall: ({ response }) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"a":'),
  endless: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    pour(response, Buffer.alloc(64 * 1024, 'x'));
  },
  /** A JSON string of some megabytes. */
  huge: ({ response, query }) => json(response, JSON.stringify('x'.repeat(Number(query.get('megabytes') ?? 11) * MEGABYTE))),
  /** Zeros, packed a thousand to one. */
  bomb: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    const gzip = createGzip();
    gzip.pipe(response);
    const zeros = Buffer.alloc(MEGABYTE);
    const more = () => {
      while (!response.destroyed && gzip.write(zeros));
      if (!response.destroyed) gzip.once('drain', more);
    };
    more();
  },
  packed: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"packed":true}'));
  },
  unpackable: ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('this is not gzip at all');
  },
  garbage: ({ response }) => json(response, '{"a": nope'),
  dirty: ({ response }) => json(response, '{"nul":"a\\u0000b","half":"\\ud800"}'),
  deep: ({ response }) => json(response, '['.repeat(100_000) + ']'.repeat(100_000)),
  reset: ({ response }) => response.socket?.resetAndDestroy(),
  'reset-midway': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"a":', () => response.socket?.resetAndDestroy());
  },
  /** Says back what it was told in confidence. */
  leak: ({ response, call }) => json(response, JSON.stringify({ said: call.headers.authorization })),
} satisfies Record<string, (exchange: Exchange) => unknown>;

export type HttpAgentMode = keyof typeof modes;

/** Starts an agent on loopback. `port` 0: any. */
export async function startHttpAgentServer(port = 0): Promise<HttpAgentServer> {
  const received: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://agent');
    const mode = url.pathname.slice(1);
    readBody(request).then(
      (body) => {
        const call = { method: request.method ?? '', headers: request.headers, body };
        received.push(call);
        if (isMode(mode)) (modes[mode] as (exchange: Exchange) => unknown)({ response, query: url.searchParams, call });
        else response.writeHead(404).end();
      },
      () => response.destroy(),
    );
  });
  const tracked = await listenAndTrack(server, port);
  return {
    ...tracked,
    received,
    url: (mode, query = {}) => `http://127.0.0.1:${tracked.port}/${mode}?${new URLSearchParams(query)}`,
  };
}

function isMode(name: string): name is HttpAgentMode {
  return Object.hasOwn(modes, name);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
