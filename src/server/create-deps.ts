import { uuidv7 } from 'uuidv7';
import { createEmbedder, type Embedder } from './agents/create-embedder.ts';
import { BreakerBook } from './breakers/breaker-book.ts';
import { followRunEnds } from './breakers/run-ends.ts';
import { createDatabase } from './db/client.ts';
import { createRoad } from './db/road.ts';
import type { Deps } from './deps.ts';
import { type Env, parseEnv } from './env.ts';
import { createFeed } from './events/feed.ts';
import { createLogger } from './logger.ts';
import { announceSettled } from './use-cases/announce-settled.ts';
import { egressPolicyOf } from './use-cases/egress-policy.ts';

export interface DepsOptions {
  env: Env;
  /** Names the process in its log. */
  name: string;
  /** Connections for pages and CRUD. */
  poolSize: number;
  /** Connections for the road. */
  hotSize: number;
}

/** Joins storage, feed, clock and chance for one process. The feed starts listening at once; pools connect with the first query. */
export function createDeps({ env, name, poolSize, hotSize }: DepsOptions): Deps {
  const log = createLogger(name, env.LOG_LEVEL);
  const onError = (error: Error) => log.warn({ err: error }, 'a database connection broke');
  const db = createDatabase(env.DATABASE_URL, { poolSize, hotSize, onError });
  const feed = createFeed({ url: env.DATABASE_URL, onError });
  const road = createRoad(db.hot, log);
  road.onSettled((rows, result) => announceSettled({ feed }, rows, result));
  const breakers = new BreakerBook({ db: db.hot, feed, log, newId: uuidv7, enabled: env.ENABLE_CIRCUIT_BREAKERS });
  followRunEnds({ feed, db: db.hot, log, book: breakers });
  return { env, log, db, road, feed, breakers, embedder: embedderOf(env), newId: uuidv7, random: Math.random };
}

function embedderOf(env: Env): Embedder | null {
  const { HIVE_EMBEDDING_BASE_URL: baseUrl, HIVE_EMBEDDING_MODEL: model, HIVE_EMBEDDING_API_KEY: apiKey } = env;
  if (baseUrl === undefined || model === undefined) return null;
  return createEmbedder({ baseUrl, model, apiKey, policy: egressPolicyOf(env) });
}

const WEB_POOL_SIZE = 10;
const WEB_HOT_SIZE = 4;
const holder = globalThis as { hiveDeps?: Deps };

/** The web process's deps, made with the first request. Kept on globalThis: the bundler may load this module more than once. */
export function getDeps(): Deps {
  holder.hiveDeps ??= createDeps({ env: parseEnv(process.env), name: 'web', poolSize: WEB_POOL_SIZE, hotSize: WEB_HOT_SIZE });
  return holder.hiveDeps;
}
