import { type ConnectionOptions, createPostgresBackend, Queue as RedisQueue, Worker as RedisWorker, withBackend } from 'bullmq';
import type { Env } from '../env.ts';

// Which backend BullMQ uses: Redis (or Valkey) when REDIS_URL is set, else PostgreSQL in a schema of its own.

/** BullMQ's tables live apart from ours. */
export const QUEUE_SCHEMA = 'bullmq';

export type QueueClass = typeof RedisQueue;
export type WorkerClass = typeof RedisWorker;

export interface QueueBackend {
  name: 'postgres' | 'redis';
  Queue: QueueClass;
  Worker: WorkerClass;
  connection: ConnectionOptions;
}

/** @param connections PostgreSQL connections this process may use for the queue */
export function queueBackend(env: Pick<Env, 'DATABASE_URL' | 'REDIS_URL'>, connections: number): QueueBackend {
  if (env.REDIS_URL) {
    const connection = { url: env.REDIS_URL, maxRetriesPerRequest: null } as unknown as ConnectionOptions;
    return { name: 'redis', Queue: RedisQueue, Worker: RedisWorker, connection };
  }
  const backed = withBackend(createPostgresBackend);
  const connection = {
    connectionString: env.DATABASE_URL,
    schema: QUEUE_SCHEMA,
    migrate: true,
    max: connections,
  } as unknown as ConnectionOptions;
  return { name: 'postgres', Queue: backed.Queue as unknown as QueueClass, Worker: backed.Worker as unknown as WorkerClass, connection };
}

/** SQLSTATEs of a schema, table, function or type that is not there. */
const GONE = new Set(['3F000', '42P01', '42883', '42704']);

/** Whether an error of the queue says that its tables were dropped. */
export function isQueueGone(error: unknown): boolean {
  return GONE.has(String((error as { code?: unknown } | null)?.code));
}
