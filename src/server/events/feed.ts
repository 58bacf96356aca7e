import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Topic } from './topics.ts';

// The live feed between processes. It only wakes: it says which things changed, never what they became. Whoever is woken reads the
// tables, so a lost or doubled notification costs nothing but a moment.

const CHANNEL = 'hive';
/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_900;
/** How long to wait before a lost listening connection is made again. */
const RECONNECT_MS = 500;

export interface Feed {
  /** Tells every process, this one included, that these topics changed. Coalesced: returns at once, sends within a few milliseconds. */
  publish(topics: Iterable<Topic>): void;
  /**
   * Calls back with each changed topic, and with "resync" after the connection was lost and made again (anything may have changed).
   * `own` is true for what this process published itself.
   */
  subscribe(listener: (topic: Topic | 'resync', own: boolean) => void): () => void;
  /** Resolves once listening. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

export interface FeedOptions {
  /** A connection of its own listens; notifications go out through this pool. */
  pool: pg.Pool;
  url: string;
  onError(error: Error): void;
}

/** Splits topics into payloads that NOTIFY takes: JSON arrays of the sender and its topics. */
export function packTopics(sender: string, topics: string[]): string[] {
  const payloads: string[] = [];
  const empty = Buffer.byteLength(sender) + 4;
  let current: string[] = [];
  let size = empty;
  for (const topic of topics) {
    const bytes = Buffer.byteLength(topic) + 3;
    if (size + bytes > MAX_PAYLOAD_BYTES && current.length > 0) {
      payloads.push(JSON.stringify([sender, ...current]));
      current = [];
      size = empty;
    }
    current.push(topic);
    size += bytes;
  }
  if (current.length > 0) payloads.push(JSON.stringify([sender, ...current]));
  return payloads;
}

interface Listening {
  /** Resolves once listening. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** Keeps one connection listening and emits each topic and whether `me` sent it; after a lost connection it emits "resync". */
function listen(options: FeedOptions, me: string, emitter: EventEmitter): Listening {
  let closed = false;
  let client: pg.Client | null = null;
  let everConnected = false;
  let markReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    markReady = resolve;
  });

  const connect = async (): Promise<void> => {
    if (closed) return;
    const next = new pg.Client({
      connectionString: options.url,
      application_name: 'hive-feed',
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    let failed = false;
    const retry = (error?: Error) => {
      if (failed) return;
      failed = true;
      next.removeAllListeners();
      next.on('error', () => {});
      next.end().catch(() => {});
      if (closed) return;
      if (error) options.onError(error);
      setTimeout(() => void connect(), RECONNECT_MS).unref();
    };
    next.on('error', retry);
    next.on('end', () => retry());
    next.on('notification', (message) => {
      const [sender, ...topics] = JSON.parse(message.payload ?? '[""]') as [string, ...Topic[]];
      for (const topic of topics) emitter.emit('topic', topic, sender === me);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${CHANNEL}`);
      if (closed) {
        await next.end();
        return;
      }
      client = next;
      markReady();
      if (everConnected) emitter.emit('topic', 'resync', false);
      everConnected = true;
    } catch (error) {
      retry(error as Error);
    }
  };
  void connect();

  return {
    ready,
    async close() {
      closed = true;
      await client?.end().catch(() => {});
    },
  };
}

interface Publisher {
  publish(topics: Iterable<Topic>): void;
  /** Resolves when everything published so far has left, or cannot leave. */
  close(): Promise<void>;
}

/** Gathers topics and sends them, one statement at a time. */
function createPublisher(options: FeedOptions, me: string): Publisher {
  const pending = new Set<Topic>();
  let sending: Promise<void> | null = null;
  let closing = false;
  const send = async (): Promise<void> => {
    // One turn of the event loop gathers what a batch publishes in one go.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.size > 0) {
      const topics = [...pending];
      const payloads = packTopics(me, topics);
      pending.clear();
      try {
        await options.pool.query({
          name: 'feed_notify',
          text: 'SELECT pg_notify($1, p) FROM unnest($2::text[]) p',
          values: [CHANNEL, payloads],
        });
      } catch (error) {
        options.onError(error as Error);
        if (closing) return;
        // Sent again rather than lost: whoever waits for the end of a run is told by nothing else.
        for (const topic of topics) pending.add(topic);
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
    sending = null;
  };
  return {
    publish(topics) {
      for (const topic of topics) pending.add(topic);
      if (pending.size > 0) sending ??= send();
    },
    async close() {
      closing = true;
      await sending;
    },
  };
}

/** Starts listening at once. */
export function createFeed(options: FeedOptions): Feed {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  const me = randomUUID().slice(0, 8);
  const listening = listen(options, me, emitter);
  const publisher = createPublisher(options, me);
  let closed = false;
  return {
    publish(topics) {
      if (!closed) publisher.publish(topics);
    },
    subscribe(listener) {
      emitter.on('topic', listener);
      return () => emitter.off('topic', listener);
    },
    ready: () => listening.ready,
    async close() {
      closed = true;
      await publisher.close();
      await listening.close();
    },
  };
}
