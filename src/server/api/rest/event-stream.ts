/** A comment this often keeps proxies and clients from taking a quiet stream for a dead one. */
const HEARTBEAT_MS = 15_000;

export interface ServerSentEvent {
  id: number | string;
  type: string;
  data: unknown;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

const frame = ({ id, type, data }: ServerSentEvent) => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

export interface EventStreamOptions<T> {
  /** Null: the stream is over before it begins. */
  source: AsyncGenerator<T> | null;
  present(item: T): ServerSentEvent;
  /** The client went away; must make the source end. */
  onCancel(): void;
}

/**
 * Serves a sequence as server-sent events. The source is asked for an item only when the client has room, so a slow client slows the
 * source and fills no memory.
 */
export function streamEvents<T>({ source, present, onCancel }: EventStreamOptions<T>): Response {
  const encoder = new TextEncoder();
  // Begun here and not with the first read: a source that never began would never clean up after itself.
  let next = source?.next();
  next?.catch(() => {});
  let heartbeat: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(': open\n\n'));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), HEARTBEAT_MS);
    },
    async pull(controller) {
      try {
        const item = await next;
        if (item === undefined || item.done) {
          clearInterval(heartbeat);
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(frame(present(item.value))));
        next = source?.next();
        next?.catch(() => {});
      } catch (error) {
        clearInterval(heartbeat);
        controller.error(error);
      }
    },
    cancel() {
      clearInterval(heartbeat);
      onCancel();
    },
  });
  return new Response(body, { headers: HEADERS });
}
