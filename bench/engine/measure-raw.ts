import pg from 'pg';
import type { Deps } from '../../src/server/deps.ts';
import { queueBackend } from '../../src/server/queue/connection.ts';
import { cpuBetween, readCpu } from './read-processes.ts';
import { median } from './statistics.ts';

// What the machine can do without us: the floor that the engine's figures are compared with, taken in the same run.

const JOBS = 2_000;
/** Both processors and the pool are busy from about 20 on; more changes nothing. */
const CONCURRENCY = 50;
const CONNECTIONS = 8;

const COMMIT_MS = 2_000;
const BATCH_ROWS = 500;

export interface RawFigures {
  bullmq: { backend: 'postgres' | 'redis'; jobs: number; jobsPerSecond: number; repetitions: number[]; cpuPerJob: number };
  /** Commits per second of one connection that inserts one row at a time. */
  singleCommitsPerSecond: number;
  /** Rows per second of one connection that inserts 500 rows per commit. */
  batchedRowsPerSecond: number;
}

/** No-op jobs that lie in the queue already; the clock runs from the start of the consumer to the end of the last. */
async function drainOnce(deps: Deps, name: string): Promise<{ jobsPerSecond: number; cpuPerJob: number }> {
  const backend = queueBackend(deps.env, CONNECTIONS);
  const queue = new backend.Queue(name, { connection: backend.connection });
  await queue.waitUntilReady();
  await queue.addBulk(Array.from({ length: JOBS }, () => ({ name: 'noop', data: {}, opts: { removeOnComplete: true } })));
  const cpuBefore = readCpu();
  const startedAt = performance.now();
  const worker = new backend.Worker(name, () => Promise.resolve<unknown>(null), {
    connection: backend.connection,
    concurrency: CONCURRENCY,
  });
  await new Promise<void>((resolve, reject) => {
    let left = JOBS;
    worker.on('error', reject);
    worker.on('completed', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  const ms = performance.now() - startedAt;
  const cpu = cpuBetween(cpuBefore, readCpu());
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return { jobsPerSecond: (JOBS / ms) * 1_000, cpuPerJob: (cpu.submitter + cpu.postgres) / JOBS };
}

async function countInserts(url: string, rows: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('CREATE TABLE IF NOT EXISTS bench_commit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)');
    const insert = {
      name: 'insert',
      text: 'INSERT INTO bench_commit (body) SELECT repeat($1, 20) FROM generate_series(1, $2::int)',
      values: ['bench', rows],
    };
    const startedAt = performance.now();
    let count = 0;
    while (performance.now() - startedAt < COMMIT_MS) {
      await client.query(insert);
      count += rows;
    }
    const perSecond = (count / (performance.now() - startedAt)) * 1_000;
    await client.query('DROP TABLE bench_commit');
    return perSecond;
  } finally {
    await client.end();
  }
}

export async function measureRaw(deps: Deps, repetitions: number): Promise<RawFigures> {
  await drainOnce(deps, 'bench-warm');
  const drains: Awaited<ReturnType<typeof drainOnce>>[] = [];
  for (let at = 0; at < repetitions; at += 1) drains.push(await drainOnce(deps, `bench-${at}`));
  const rates = drains.map((drain) => drain.jobsPerSecond);
  return {
    bullmq: {
      backend: queueBackend(deps.env, 1).name,
      jobs: JOBS,
      jobsPerSecond: median(rates),
      repetitions: rates,
      cpuPerJob: median(drains.map((drain) => drain.cpuPerJob)),
    },
    singleCommitsPerSecond: await countInserts(deps.db.url, 1),
    batchedRowsPerSecond: await countInserts(deps.db.url, BATCH_ROWS),
  };
}
