import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.ts';

/** Two ways to one database: Prisma for CRUD and pages, plain statements over arrays for the road. */
export interface Database {
  url: string;
  prisma: PrismaClient;
  /** Pages, CRUD, statements that are not hot. */
  pool: pg.Pool;
  /**
   * The road: planner settings that keep young tables from being scanned (docs/adr/0003-road-statements.md). Statements that are sent on
   * one of its connections without waiting travel together.
   */
  hot: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections for pages and CRUD. */
  poolSize: number;
  /** Connections for the road: dispatch, settle, start, one spare. */
  hotSize: number;
  onError(error: Error): void;
}

/**
 * Statements run beside one another and beside the road: one that takes a second core for itself, or compiles itself first, costs the
 * others more than it saves.
 */
const PLANNER = '-c max_parallel_workers_per_gather=0 -c jit=off';

/**
 * A young table has no statistics; without this the planner reads it whole, once per row, and keeps that plan. Plans are made once per
 * connection: the statements are long, and planning them anew for every array costs more than a better plan could save.
 */
const ROAD_PLANNER = `${PLANNER} -c enable_seqscan=off -c plan_cache_mode=force_generic_plan`;

/**
 * A pool listens to idle connections only, and a caller from when it has the connection: one that breaks before that, or while it is checked
 * out, fails its query, whose caller hears of it, and emits an "error", which would end the process if nobody listened.
 */
function hearBreaks(client: pg.Client | pg.PoolClient): void {
  client.on('error', () => {});
}

/**
 * The connection that dispatch passes use: statements are sent without waiting for one another's answers.
 * The caller listens for "error" and "end" and ends it.
 */
export type PassClient = pg.Client;

export async function openPassConnection(url: string): Promise<PassClient> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'hive-dispatch',
    options: ROAD_PLANNER,
    pipeline: true,
  });
  hearBreaks(client);
  await client.connect();
  return client;
}

/**
 * Prisma gives up after 2 s without a connection and 5 s of work, which a loaded machine exceeds now and then. Waiting follows the pool's own
 * limit, working the server's (`idle_in_transaction_session_timeout`, `statement_timeout`). Milliseconds.
 */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 20_000 } as const;

/**
 * How long a connection that nobody uses is kept, milliseconds. Longer than what a process does every ten seconds by itself: making one anew
 * costs both sides more than a hundred statements.
 */
const IDLE_MS = 30_000;

/** Opens both pools lazily: no connection is made before the first query. */
export function createDatabase(url: string, options: DatabaseOptions): Database {
  const shared = {
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: IDLE_MS,
    idle_in_transaction_session_timeout: 15_000,
  };
  const pool = new pg.Pool({ ...shared, max: options.poolSize, statement_timeout: 30_000, application_name: 'hive', options: PLANNER });
  const hot = new pg.Pool({
    ...shared,
    max: options.hotSize,
    statement_timeout: 30_000,
    application_name: 'hive-road',
    options: ROAD_PLANNER,
    pipeline: true,
  });
  for (const each of [pool, hot]) {
    each.on('error', options.onError);
    each.on('connect', hearBreaks);
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: TRANSACTION_LIMITS });
  return {
    url,
    prisma,
    pool,
    hot,
    close: async () => {
      await prisma.$disconnect();
      await Promise.all([pool.end(), hot.end()]);
    },
  };
}
