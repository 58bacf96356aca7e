import pg from 'pg';

// The connection of the live feed. It listens and it speaks: it is always there and nobody else's, so a notification never waits behind the
// queries of a page or for a connection to be made. States: connecting -> open -> (lost -> connecting)* -> closed.

const CHANNEL = 'hive';
/** How long to wait before a lost connection is made again. */
const RECONNECT_MS = 500;
/** A connection on which nothing is answered for so long is given up. */
const ANSWER_MS = 10_000;

export interface FeedSessionOptions {
  url: string;
  /** What somebody sent, this process included. */
  onPayload(payload: string): void;
  /** Listens again after a loss: anything may have been missed. */
  onAgain(): void;
  onError(error: Error): void;
}

/** Resolves with the connection; null when there is none and none is waited for any more. */
interface Opening {
  client: Promise<pg.Client | null>;
  settle(client: pg.Client | null): void;
}

function openingOf(): Opening {
  let settle: Opening['settle'] = () => {};
  const client = new Promise<pg.Client | null>((resolve) => {
    settle = resolve;
  });
  return { client, settle };
}

export class FeedSession {
  readonly #options: FeedSessionOptions;
  /** Of the connection that is open or next. */
  #opening = openingOf();
  #client: pg.Client | null = null;
  #isOpen = false;
  #everOpen = false;
  #leaving = false;
  #closed = false;
  #markReady: () => void = () => {};
  /** Resolves once listening. */
  readonly ready = new Promise<void>((resolve) => {
    this.#markReady = resolve;
  });

  /** Connects at once. */
  constructor(options: FeedSessionOptions) {
    this.#options = options;
    void this.#connect();
  }

  /**
   * Sends payloads to everybody who listens; resolves when they have left. Waits while there is no connection.
   * @throws Error of the server or of the connection, which may have let them through, and when there will be no connection any more
   */
  async send(payloads: readonly string[]): Promise<void> {
    const client = await this.#opening.client;
    if (client === null) throw new Error('the feed is closed');
    try {
      await client.query({
        name: 'feed_notify',
        text: 'SELECT pg_notify($1, p) FROM unnest($2::text[]) p',
        values: [CHANNEL, payloads],
      });
    } catch (error) {
      // Anything but an answer of the server leaves a connection that nobody can go on with.
      if (!(error instanceof pg.DatabaseError)) this.#lose(client);
      throw error;
    }
  }

  /** From now on nobody waits for a connection: what cannot be sent on this one is not sent. */
  leave(): void {
    this.#leaving = true;
    if (!this.#isOpen) this.#opening.settle(null);
  }

  async close(): Promise<void> {
    this.leave();
    this.#closed = true;
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    if (this.#closed) return;
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'hive-feed',
      connectionTimeoutMillis: 5_000,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    });
    this.#client = client;
    client.on('error', (error) => this.#lose(client, error));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#options.onPayload(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.#lose(client, error as Error);
      return;
    }
    if (this.#client === client) this.#open(client);
  }

  #open(client: pg.Client): void {
    this.#isOpen = true;
    this.#opening.settle(client);
    this.#markReady();
    if (this.#everOpen) this.#options.onAgain();
    this.#everOpen = true;
  }

  /** Once per connection, whoever notices first. */
  #lose(client: pg.Client, error?: Error): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (this.#isOpen) this.#opening = openingOf();
    this.#isOpen = false;
    if (this.#leaving) this.#opening.settle(null);
    client.removeAllListeners();
    client.on('error', () => {});
    client.end().catch(() => {});
    if (this.#closed) return;
    if (error) this.#options.onError(error);
    setTimeout(() => void this.#connect(), RECONNECT_MS).unref();
  }
}
