import { fetch, type RequestInit, type Response } from 'undici';
import type { CallClock } from './call-clock.ts';
import { checkEgressTarget } from './check-egress-target.ts';
import { createEgressDispatcher, type DispatcherOptions } from './egress-dispatcher.ts';

/** The answer is larger than the call may take. */
export class AnswerTooLargeError extends Error {}

export interface EgressClient {
  /**
   * One request through the egress guard. Redirects are not followed. The clock ends it and hears of every byte.
   * @throws MalformedError, EgressDeniedError, and what undici throws with its cause
   */
  fetch(url: string, init: RequestInit, clock: CallClock): Promise<Response>;
  close(): Promise<void>;
}

export function createEgressClient(options: Omit<DispatcherOptions, 'connectMs'>): EgressClient {
  // By how long connecting may take: the dispatcher keeps connections, and decides only when it opens one.
  const dispatchers = new Map<number, ReturnType<typeof createEgressDispatcher>>();
  const dispatcherWith = (connectMs: number) => {
    const dispatcher = dispatchers.get(connectMs) ?? createEgressDispatcher({ ...options, connectMs });
    dispatchers.set(connectMs, dispatcher);
    return dispatcher;
  };
  return {
    async fetch(url, init, clock) {
      checkEgressTarget(url, options.policy);
      const response = await fetch(url, { ...init, redirect: 'manual', signal: clock.signal, dispatcher: dispatcherWith(clock.connectMs) });
      clock.byte();
      return response;
    },
    async close() {
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/**
 * The decoded bytes of an answer as they come, so that a small answer that unpacks into a huge one is cut while it unpacks.
 * @throws AnswerTooLargeError; leaving the loop early drops the connection
 */
export async function* readBody(response: Response, clock: CallClock, maxBytes: number): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    clock.byte();
    size += chunk.byteLength;
    if (size > maxBytes) throw new AnswerTooLargeError(`more than ${maxBytes} bytes`);
    yield chunk;
  }
}

/** The whole answer as text. @throws AnswerTooLargeError */
export async function readText(response: Response, clock: CallClock, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBody(response, clock, maxBytes)) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** At most the first `maxBytes` of an answer, for an error; the rest is not waited for. */
export async function readStart(response: Response, clock: CallClock, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readBody(response, clock, Number.POSITIVE_INFINITY)) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes));
}
