import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Behaviour } from './behaviour.ts';
import { GARBAGE } from './garbage.ts';

const MB = 1_048_576;
/** 64 MB of zeros in 64 kB, sixteen times over. */
const BOMB = gzipSync(Buffer.alloc(64 * MB));
const BOMB_PARTS = 16;
const FILLER = Buffer.alloc(MB, 'x');
const TRICKLE_MS = 1_000;

const json = { 'content-type': 'application/json' };

/** What the answer is written to, and what it tells. */
export interface Answering {
  response: ServerResponse;
  call: number;
  fence: number;
}

export function answerWell({ response, call, fence }: Answering): void {
  response.writeHead(200, json).end(JSON.stringify({ call, fence, truth: true }));
}

/** Writes for as long as the other side reads. */
function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(FILLER));
  if (!response.destroyed) response.once('drain', () => pour(response));
}

function sendGarbage({ response, call }: Answering): void {
  const found = GARBAGE[call % GARBAGE.length];
  if (!found) return;
  response.writeHead(found.status, { 'content-type': found.type, ...(found.breakOff ? { 'content-length': '1000' } : {}) });
  if (!found.breakOff) response.end(found.body);
  else response.write(found.body, () => response.destroy());
}

/** Answers in every mode but `hold`, which the server answers when it is told to. */
export function answerBadly(answering: Answering, { mode, retryAfterSeconds }: Behaviour): void {
  const { response } = answering;
  switch (mode) {
    case 'ok':
    case 'hold':
      answerWell(answering);
      return;
    case 'hang':
      response.writeHead(200, json).write('{');
      return;
    case 'trickle': {
      response.writeHead(200, json).write('[');
      const timer = setInterval(() => response.write(' '), TRICKLE_MS);
      response.once('close', () => clearInterval(timer));
      return;
    }
    case 'fail':
      response.writeHead(500, json).end('{"error":"asked to fail"}');
      return;
    case 'rate-limit':
      response.writeHead(429, { ...json, 'retry-after': String(retryAfterSeconds) }).end('{"error":"slow down"}');
      return;
    case 'garbage':
      sendGarbage(answering);
      return;
    case 'huge':
      response.writeHead(200, json).write('["');
      pour(response);
      return;
    case 'gzip-bomb':
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
      for (let part = 0; part < BOMB_PARTS; part += 1) response.write(BOMB);
      response.end();
      return;
    case 'lie':
      response.writeHead(200, json).end(JSON.stringify({ call: answering.call, fence: answering.fence, truth: 'certainly' }));
      return;
  }
}
