import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../generated/prisma/client.ts';

/** Two ways to one database: Prisma for CRUD and pages, plain statements over arrays for the road. */
export interface Database {
  url: string;
  prisma: PrismaClient;
  /** Pages, CRUD, statements that are not hot. */
  pool: pg.Pool;
  /** The road: planner settings that keep young tables from being scanned (docs/adr/0003-road-statements.md). */
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

/** Opens both pools lazily: no connection is made before the first query. */
export function createDatabase(url: string, options: DatabaseOptions): Database {
  const shared = { connectionString: url, connectionTimeoutMillis: 5_000, idle_in_transaction_session_timeout: 15_000 };
  const pool = new pg.Pool({ ...shared, max: options.poolSize, statement_timeout: 30_000, application_name: 'hive' });
  const hot = new pg.Pool({
    ...shared,
    max: options.hotSize,
    statement_timeout: 30_000,
    application_name: 'hive-road',
    options: '-c enable_seqscan=off -c jit=off',
  });
  pool.on('error', options.onError);
  hot.on('error', options.onError);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
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
