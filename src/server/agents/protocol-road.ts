import type { AgentAnswer } from './adapter.ts';
import { type CallClock, type ClockEnd, startCallClock } from './call-clock.ts';
import { statusFailure } from './classify-http-status.ts';
import type { EgressClient } from './egress-client.ts';
import { followStream } from './follow-stream.ts';
import type { AgentLimits } from './limits.ts';
import { createModelFetch } from './model-fetch.ts';
import type { Redact } from './redact.ts';

// The road of a call that takes several requests, as the protocols of agents do: a greeting or a card, the task, questions about it, a word
// when nobody waits any more. Each request waits for its first byte and the next one by itself; the whole has one end.

/** Characters of a refusal that are kept with the error. */
const EXCERPT_LENGTH = 500;
/** What is said when the call is over may take so long, milliseconds. */
const FAREWELL_MS = 2_000;
/** No timer can wait for longer. */
const NEVER_MS = 2_147_483_647;

/** A status that is no success; what comes of it is worked out already. */
export class RefusedError extends Error {
  readonly answer: AgentAnswer;

  constructor(answer: AgentAnswer) {
    super('refused');
    this.answer = answer;
  }
}

export interface RoadOptions {
  client: EgressClient;
  call: { timeoutMs: number; signal: AbortSignal };
  limits: AgentLimits;
  /** Of the agent, sent with every request. */
  headers: Record<string, string>;
  redact: Redact;
}

export class ProtocolRoad {
  readonly #options: RoadOptions;
  /** The whole: cancelled, or out of time. */
  readonly #whole: CallClock;
  readonly #open = new Set<CallClock>();
  readonly #over = new AbortController();
  #end: ClockEnd | null = null;
  #broken: unknown = null;

  constructor(options: RoadOptions) {
    this.#options = options;
    this.#whole = startCallClock(options.call, { ...options.limits, firstByteMs: NEVER_MS });
    this.#whole.signal.addEventListener('abort', () => this.#finish(this.#whole.ended()), { once: true });
    if (this.#whole.ended() !== null) this.#finish(this.#whole.ended());
  }

  /** Fires when the call has to end. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Why it fired; null while it has not. */
  ended(): ClockEnd | null {
    return this.#end;
  }

  /** What broke an answer while it was read; libraries keep the words of it only. Null: nothing. */
  get broken(): unknown {
    return this.#broken;
  }

  /**
   * The `fetch` that the library of a protocol uses: guarded, timed, counted, never following a redirect.
   * @throws RefusedError for a status that is no success
   */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const { client, limits, headers, redact } = this.#options;
    const clock = this.#startClock();
    try {
      const sent = new Headers(init?.headers);
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      const response = await createModelFetch(client, clock, limits)(input, { ...init, method: init?.method ?? 'GET', headers: sent });
      if (!response.ok) {
        const body = redact(await startOf(response));
        const { status } = response;
        const [retryAfter, location] = [response.headers.get('retry-after'), response.headers.get('location')];
        throw new RefusedError(statusFailure({ status, retryAfter, location, body }, Date.now()));
      }
      if (response.body === null) this.#close(clock);
      return response.body === null
        ? response
        : new Response(
            followStream(response.body, (end) => {
              if (end.kind === 'broken') this.#broken ??= end.error;
              this.#close(clock);
            }),
            response,
          );
    } catch (error) {
      this.#close(clock);
      throw error;
    }
  };

  /** Nobody waits any more: every connection that is still open goes. */
  close(): void {
    this.#whole.stop();
    for (const clock of this.#open) this.#close(clock);
  }

  /** What is said after the end has little time, and does not end with the call. */
  #startClock(): CallClock {
    const { call, limits } = this.#options;
    const left =
      this.#end === null ? { timeoutMs: call.timeoutMs, signal: this.#whole.signal } : { timeoutMs: FAREWELL_MS, signal: NOBODY };
    const clock = startCallClock(left, limits);
    this.#open.add(clock);
    clock.signal.addEventListener('abort', () => this.#finish(clock.ended()), { once: true });
    return clock;
  }

  #finish(end: ClockEnd | null): void {
    if (end === null || this.#end !== null) return;
    // A request that is cancelled ends for what ended the whole.
    this.#end = this.#whole.ended() ?? end;
    this.#over.abort();
  }

  #close(clock: CallClock): void {
    this.#open.delete(clock);
    clock.drop();
  }
}

const NOBODY = new AbortController().signal;

/** The beginning of a refusal; the rest is not waited for. */
async function startOf(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= EXCERPT_LENGTH) break;
  }
  return text.slice(0, EXCERPT_LENGTH);
}
