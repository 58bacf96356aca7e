import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { probePort } from '../../../bin/free-port.mjs';
import { SETTINGS } from '../../../bin/start-database.mjs';
import { createDoomedServer, type DoomedServer } from '../../../tests/faults/postgres-server.ts';
import { createClient, type HiveClient } from './client.ts';
import { type FakeAgents, startAgents } from './start-agents.ts';
import { createProduct, type RunningProduct } from './start-hive.ts';
import { type DoomedRedis, startRedis } from './start-redis.ts';

// What a scenario breaks: a PostgreSQL of its own, a Redis where it asks for one, the product as `bin/start.mjs` runs it, and agents that
// keep their own journal. All of it in one folder and on ports of its own; `close` leaves nothing behind.

const PRELOAD = pathToFileURL(path.resolve(import.meta.dirname, 'preload.mjs')).href;
const PREFIX = 'hive-chaos-';

/** What a scenario needs beyond the usual. */
export interface Demands {
  workers?: number;
  backend?: 'postgres' | 'redis';
  /** Processes take orders to block or to skew their clocks (preload.mjs). */
  orders?: boolean;
  /** Makes the folder of PostgreSQL; what it gives is undone at the end. */
  placeDatabase?: (home: string) => { folder: string; undo: () => void };
}

export interface Hive {
  client: HiveClient;
  agents: FakeAgents;
  product: RunningProduct;
  postgres: DoomedServer;
  redis: DoomedRedis | null;
  /** The harness's own look into the database. */
  db: pg.Pool;
  /** Where PostgreSQL's files are. */
  databaseFolder: string;
  /** Uniform in [0, 1), from the seed. */
  random: () => number;
  signal: AbortSignal;
  /** Gives a process its order (Demands.orders). */
  order(pid: number, order: { blockMs?: number; skewMs?: number }): void;
  say(line: string): void;
}

export interface OpenedHive extends Hive {
  close(): Promise<void>;
}

const isAlive = (pid: number) => fs.existsSync(`/proc/${pid}`);

/** A run that was killed leaves its folder; its processes end with it. */
function removeLeftOvers(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function openHome(): string {
  removeLeftOvers();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  // PostgreSQL may run as another user and has to pass.
  fs.chmodSync(home, 0o711);
  for (const name of ['orders', 'database']) fs.mkdirSync(path.join(home, name), { mode: 0o711 });
  return home;
}

const environment = (home: string, demands: Demands) => ({
  ...process.env,
  NODE_ENV: 'production' as const,
  HOST: '127.0.0.1',
  HIVE_WORKERS: String(demands.workers ?? 2),
  HIVE_API_KEY: `hive_${randomBytes(24).toString('base64url')}`,
  HIVE_ADMIN_PASSWORD: randomBytes(18).toString('base64url'),
  HIVE_DEMO: '0',
  LOG_LEVEL: 'warn',
  ...(demands.orders ? { NODE_OPTIONS: `--import ${PRELOAD}`, CHAOS_ORDERS: path.join(home, 'orders') } : {}),
});

/** What has been opened, to be closed the other way round, also when the opening breaks half-way. */
class Cleanups {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];
  add(step: () => Promise<unknown> | unknown): void {
    this.#steps.push(step);
  }
  async run(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) await Promise.resolve(step()).catch(() => undefined);
  }
}

interface Opening {
  demands: Demands;
  random: () => number;
  signal: AbortSignal;
  say(line: string): void;
}

async function open(opening: Opening, cleanups: Cleanups): Promise<Hive> {
  const { demands, random, signal, say } = opening;
  const home = openHome();
  cleanups.add(() => fs.rmSync(home, { recursive: true, force: true }));
  const place = demands.placeDatabase?.(home) ?? { folder: path.join(home, 'database'), undo: () => {} };
  cleanups.add(place.undo);
  const postgres = await createDoomedServer({ home: place.folder, settings: SETTINGS });
  cleanups.add(() => postgres.remove());
  const redis = demands.backend === 'redis' ? await startRedis(home, signal) : null;
  if (redis) cleanups.add(() => redis.remove());
  const agents = await startAgents(home, Math.floor(random() * 2 ** 31));
  cleanups.add(() => agents.close());
  const port = await probePort('127.0.0.1', 0);
  const env = { ...environment(home, demands), PORT: String(port), DATABASE_URL: postgres.url, REDIS_URL: redis?.url ?? '' };
  const product = createProduct(home, env, signal);
  cleanups.add(() => product.stop());
  await product.start();
  const db = new pg.Pool({ connectionString: postgres.url, max: 4 });
  // Its connections end whenever a scenario ends the server; the next question opens new ones.
  db.on('error', () => {});
  cleanups.add(() => db.end());
  const client = createClient(`http://127.0.0.1:${port}`, env.HIVE_API_KEY, signal);
  const order = (pid: number, given: { blockMs?: number; skewMs?: number }) => {
    fs.writeFileSync(path.join(home, 'orders', `${pid}.json`), JSON.stringify(given));
    process.kill(pid, 'SIGUSR2');
  };
  return { client, agents, product, postgres, redis, db, databaseFolder: place.folder, random, signal, order, say };
}

/** Starts everything. @throws what kept it from starting, with nothing left running */
export async function openHive(opening: Opening): Promise<OpenedHive> {
  const cleanups = new Cleanups();
  try {
    return { ...(await open(opening, cleanups)), close: () => cleanups.run() };
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}
