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
  /** The client went away; must make the source end where it waits for something. */
  onCancel(): void;
  /** Aborts when the client goes away, also before anybody reads. */
  signal: AbortSignal;
}

/**
 * Serves a sequence as server-sent events. The source is asked for more only when the client has room, so a slow client slows the
 * source and fills no memory. However it ends, the source comes to its own end.
 */
export function streamEvents<T>({ source, write, onCancel, signal }: EventStreamOptions<T>): Response {
  const encoder = new TextEncoder();
  // Begun here and not with the first read: a source that never began would never clean up after itself.
  let next = source?.next();
  next?.catch(() => {});
  let heartbeat: NodeJS.Timeout | undefined;
  const leave = () => {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', leave);
    onCancel();
    // It may stand at a value that nobody will take: told to end only by what it waits for, it would stand there for ever.
    source?.return(undefined).catch(() => {});
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(': open\n\n'));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(': still here\n\n')), HEARTBEAT_MS);
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
    },
    async pull(controller) {
      try {
        const items = await next;
        if (items === undefined || items.done) {
          leave();
          controller.close();
          return;
        }
        controller.enqueue(encoder.encode(items.value.map(write).join('')));
        next = source?.next();
        next?.catch(() => {});
      } catch (error) {
        leave();
        controller.error(error);
      }
    },
    cancel: leave,
  });
  return new Response(body, { headers: HEADERS });
}
