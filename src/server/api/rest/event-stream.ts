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

/** How items are written as events. What many clients are sent is the same object for all of them, and is written once. */
export function eventWriter<T extends object>(present: (item: T) => ServerSentEvent): (item: T) => string {
  const written = new WeakMap<T, string>();
  return (item) => {
    const known = written.get(item);
    if (known !== undefined) return known;
    const { id, type, data } = present(item);
    const text = `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
    written.set(item, text);
    return text;
  };
}

export interface EventStreamOptions<T> {
  /** What comes together is sent together. Null: the stream is over before it begins. */
  source: AsyncGenerator<readonly T[]> | null;
  write(item: T): string;
  /** The client went away; must make the source end. */
  onCancel(): void;
}

/**
 * Serves a sequence as server-sent events. The source is asked for more only when the client has room, so a slow client slows the
 * source and fills no memory.
 */
export function streamEvents<T>({ source, write, onCancel }: EventStreamOptions<T>): Response {
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
        const items = await next;
        if (items === undefined || items.done) {
          clearInterval(heartbeat);
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(items.value.map(write).join('')));
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
