import './core/shape-words.ts';
import type { Embedder } from './agents/create-embedder.ts';
import type { BreakerBook } from './breakers/breaker-book.ts';
import type { Database } from './db/client.ts';
import type { Road } from './db/road.ts';
import type { Env } from './env.ts';
import type { Feed } from './events/feed.ts';
import type { Logger } from './logger.ts';

/** What every use case is given: the one place where storage, feed, clock and chance are joined. */
export interface Deps {
  env: Env;
  log: Logger;
  db: Database;
  /** The batched writes of the road. */
  road: Road;
  feed: Feed;
  /** What guards agents, hosts and workflows. */
  breakers: BreakerBook;
  /** Finds by meaning; null where no model for it is set. */
  embedder: Embedder | null;
  /** A new UUID v7. */
  newId(): string;
  /** Uniform in [0, 1). */
  random(): number;
}
