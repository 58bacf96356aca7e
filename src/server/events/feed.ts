import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { FeedSession } from './feed-session.ts';
import type { Topic } from './topics.ts';

// The live feed between processes. It only wakes: it says which things changed, never what they became. Whoever is woken reads the
// tables, so a lost or doubled notification costs nothing but a moment.

/** PostgreSQL refuses a NOTIFY payload of 8,000 bytes and more. */
const MAX_PAYLOAD_BYTES = 7_900;
/** How long to wait before what could not be sent is sent again. */
const AGAIN_MS = 500;

export interface Feed {
  /** Tells every process, this one included, that these topics changed. Coalesced: returns at once, sends at the end of this turn of the event loop. */
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

interface Publisher {
  publish(topics: Iterable<Topic>): void;
  /** Resolves when everything published so far has left, or cannot leave. */
  close(): Promise<void>;
}

/** Gathers topics and sends them, one statement at a time. */
function createPublisher(session: FeedSession, me: string, onError: FeedOptions['onError']): Publisher {
  const pending = new Set<Topic>();
  let sending: Promise<void> | null = null;
  let closing = false;
  const send = async (): Promise<void> => {
    // After everything that follows from the answer at hand, before the next one is read: what a batch publishes goes out together, and
    // nobody waits longer for it than that.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    while (pending.size > 0) {
      const topics = [...pending];
      const payloads = packTopics(me, topics);
      pending.clear();
      try {
        await session.send(payloads);
      } catch (error) {
        if (closing) return;
        onError(error as Error);
        // Sent again rather than lost: whoever waits for the end of a run is told by nothing else.
        for (const topic of topics) pending.add(topic);
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
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
  const session = new FeedSession({
    url: options.url,
    onError: options.onError,
    onAgain: () => emitter.emit('topic', 'resync', false),
    onPayload: (payload) => {
      const [sender, ...topics] = JSON.parse(payload) as [string, ...Topic[]];
      for (const topic of topics) emitter.emit('topic', topic, sender === me);
    },
  });
  const publisher = createPublisher(session, me, options.onError);
  let closed = false;
  return {
    publish(topics) {
      if (!closed) publisher.publish(topics);
    },
    subscribe(listener) {
      emitter.on('topic', listener);
      return () => emitter.off('topic', listener);
    },
    ready: () => session.ready,
    async close() {
      closed = true;
      session.leave();
      await publisher.close();
      await session.close();
    },
  };
}
