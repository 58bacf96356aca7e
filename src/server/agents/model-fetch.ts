import type { CallClock } from './call-clock.ts';
import { AnswerTooLargeError, type EgressClient, readBody } from './egress-client.ts';
import type { AgentLimits } from './limits.ts';

/** A stream of single tokens carries some 200 bytes around each of them. */
const STREAM_OVERHEAD = 32;
/** An answer in one piece is read whole before anybody looks at it: a result that is written twice into it, with escapes, fits. */
const WHOLE_OVERHEAD = 4;

const isStream = (response: { headers: { get(name: string): string | null } }): boolean =>
  /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');

/** The `fetch` that the model library uses: guarded, timed, counted, and never following a redirect. */
export function createModelFetch(client: EgressClient, clock: CallClock, limits: AgentLimits): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await client.fetch(
      input instanceof Request ? input.url : String(input),
      {
        method: init?.method ?? 'POST',
        headers: [...new Headers(init?.headers)],
        body: typeof init?.body === 'string' ? init.body : null,
      },
      clock,
    );
    const most = limits.outputBytes * (isStream(response) ? STREAM_OVERHEAD : WHOLE_OVERHEAD);
    const body = response.body === null ? null : toStream(limitLines(readBody(response, clock, most), limits));
    return new Response(body, { status: response.status, statusText: response.statusText, headers: [...response.headers] });
  };
}

const LINE_FEED = 0x0a;

/** The reader of events keeps a line until its end comes: one without an end must not grow for ever. */
async function* limitLines(chunks: AsyncIterable<Uint8Array>, limits: AgentLimits): AsyncGenerator<Uint8Array> {
  let open = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED);
    open = end < 0 ? open + chunk.byteLength : chunk.byteLength - end - 1;
    if (open > limits.outputBytes) throw new AnswerTooLargeError(`a line of more than ${limits.outputBytes} bytes`);
    yield chunk;
  }
}

function toStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
