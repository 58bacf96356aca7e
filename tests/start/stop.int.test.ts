import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../int/database.ts';
import { freshDirectory, killHard, type Launched, launch, makeUsedDirectory, type UsedDirectory } from './launch.ts';
import { commandsOf, processesOf } from './processes.ts';

/** Promised are 5 s after a kill -9 of the supervisor, on a machine that does nothing else. */
const GONE_MS = 30_000;

let used: UsedDirectory;
beforeAll(async () => {
  used = await makeUsedDirectory();
});
afterAll(() => used.remove());

const allGone = (directory: string, timeout = GONE_MS) =>
  vi.waitFor(() => expect(commandsOf(directory)).toEqual([]), { timeout, interval: 50 });

function pidOf(directory: string, part: string): number {
  const found = commandsOf(directory).find(({ command }) => command.includes(part));
  if (!found) throw new Error(`no ${part} among ${JSON.stringify(commandsOf(directory))}`);
  return found.pid;
}

const serverPid = (directory: string) => Number(readFileSync(path.join(directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
/** The guard, then its watcher, which has the same command line. */
const guardPids = (directory: string) =>
  commandsOf(directory)
    .filter(({ command }) => command.includes('postgres-guard.sh'))
    .map(({ pid }) => pid);

/** Talks to the database as its owner can: with what the data directory keeps. */
async function ask(directory: string, statement: string): Promise<unknown[]> {
  const [password, marker] = ['postgres.password', 'hive.json'].map((name) => readFileSync(path.join(directory, name), 'utf8'));
  const url = `postgresql://hive:${password}@127.0.0.1:${JSON.parse(marker ?? '').port}/hive`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

async function started(directory: string, env: Record<string, string> = {}): Promise<Launched> {
  const launched = launch({ dataDirectory: directory, env });
  await launched.ready;
  return launched;
}

test('[S10] ready is one line on stdout, after what the web process announced', async () => {
  const directory = used.copy();
  const launched = await started(directory, { HIVE_WORKERS: '2' });
  expect(launched.stdout()).toMatch(/^first sign-in: somebody@example\.com\nready http:\/\/127\.0\.0\.1:\d+\n$/);
  expect(commandsOf(directory).filter(({ command }) => command.includes('stand-in/worker'))).toHaveLength(2);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('[S11] %s ends everything and exits 0', async (signal) => {
  const directory = used.copy();
  const launched = await started(directory);
  launched.child.kill(signal);
  expect(await launched.exited).toBe(0);
  expect(commandsOf(directory)).toEqual([]);
});

test('[S11] Ctrl-C, sent to the whole group of the terminal, ends everything and exits 0', async () => {
  const directory = used.copy();
  const launched = await started(directory);
  process.kill(-launched.pid, 'SIGINT');
  expect(await launched.exited).toBe(0);
  expect(commandsOf(directory)).toEqual([]);
});

test('[S11] a signal before ready ends the start and exits 0', async () => {
  const directory = freshDirectory();
  const launched = launch({ dataDirectory: directory });
  await vi.waitFor(() => expect(launched.stderr()).toContain('creating the database'), { timeout: GONE_MS, interval: 10 });
  launched.child.kill('SIGTERM');
  expect(await launched.exited).toBe(0);
  expect(commandsOf(directory)).toEqual([]);
});

test('[S12] kill -9 of the supervisor leaves no process, and the next start finds the data', async () => {
  const directory = used.copy();
  const first = await started(directory);
  await ask(directory, 'CREATE TABLE kept AS SELECT 42 AS answer');
  first.child.kill('SIGKILL');
  await allGone(directory);

  const second = await started(directory);
  expect(await ask(directory, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  second.child.kill('SIGTERM');
  expect(await second.exited).toBe(0);
});

test('[S12] kill -9 of every process at once: the next start finds the data', async () => {
  const directory = used.copy();
  await started(directory);
  await ask(directory, 'CREATE TABLE kept AS SELECT 42 AS answer');
  for (const pid of processesOf(directory)) killHard(pid);
  await allGone(directory);

  await started(directory);
  expect(await ask(directory, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('[S13] a database server that outlived supervisor and guards is stopped and started anew', async () => {
  const directory = used.copy();
  const first = await started(directory);
  const left = serverPid(directory);
  const guards = guardPids(directory);
  expect(guards).toHaveLength(2);
  for (const pid of guards) process.kill(pid, 'SIGSTOP'); // so that they cannot do their duty in between
  first.child.kill('SIGKILL');
  for (const pid of guards) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(commandsOf(directory).filter(({ command }) => command.includes('stand-in'))).toEqual([]), GONE_MS);
  expect(processesOf(directory)).toContain(left);

  const second = await started(directory);
  expect(second.stderr()).toContain(`process ${left}`);
  expect(serverPid(directory)).not.toBe(left);
});

test('[S13] a lock file whose process id belongs to somebody else by now does not stop the start', async () => {
  const directory = used.copy();
  const file = path.join(directory, 'postgres/postmaster.pid');
  writeFileSync(file, [process.pid, path.join(directory, 'postgres'), 0, 1, '', '127.0.0.1', '  1  1', 'ready'].join('\n'));
  const launched = await started(directory);
  expect(serverPid(directory)).not.toBe(process.pid);
  launched.child.kill('SIGTERM');
  expect(await launched.exited).toBe(0);
});

test('[S14] a worker that dies is restarted', async () => {
  const directory = used.copy();
  await started(directory);
  const before = pidOf(directory, 'stand-in/worker');
  process.kill(before, 'SIGKILL');
  await vi.waitFor(() => expect(pidOf(directory, 'stand-in/worker')).not.toBe(before), { timeout: GONE_MS, interval: 50 });
});

test.each([
  ['server', serverPid],
  ['guard', (directory: string) => guardPids(directory)[0] ?? 0],
])('[S15] the end of the database (its %s killed) ends everything with one line and exit 1', async (_, find) => {
  const directory = used.copy();
  const launched = await started(directory);
  const said = launched.stderr().length;
  process.kill(find(directory), 'SIGKILL');
  expect(await launched.exited).toBe(1);
  expect(launched.stderr().slice(said)).toMatch(/^hive: PostgreSQL ended \(.+\); see .+\n$/);
  await allGone(directory);
});

test('[S16] --only web and --only worker share a database of somebody else and start none', async () => {
  const [webData, workerData] = [freshDirectory(), freshDirectory()];
  const database = await createTestDatabase();
  const env = { DATABASE_URL: database.url };
  const worker = launch({ dataDirectory: workerData, args: ['--only', 'worker'], env });
  const web = launch({ dataDirectory: webData, args: ['--only', 'web'], env });
  await Promise.all([worker.ready, web.ready]);
  expect(worker.stdout()).toBe('ready 1 workers\n');
  for (const directory of [webData, workerData]) {
    expect(commandsOf(directory).filter(({ command }) => command.includes('postgres'))).toEqual([]);
  }
  for (const launched of [worker, web]) {
    launched.child.kill('SIGTERM');
    expect(await launched.exited).toBe(0);
  }
  await database.drop();
});

test('[S32] secrets are not in the environment that others can read of web and worker', async () => {
  const directory = used.copy();
  const given = {
    HIVE_API_KEY: 'hive_key_of_this_very_test',
    HIVE_ADMIN_PASSWORD: 'password of this very test',
    HIVE_EMBEDDING_API_KEY: 'embedding-key-of-this-very-test',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=header-of-this-very-test',
  };
  await started(directory, given);
  // Ready: the worker has reached the database, whose URL it has from nowhere else.
  for (const part of ['stand-in/web', 'stand-in/worker']) {
    const environment = readFileSync(`/proc/${pidOf(directory, part)}/environ`, 'utf8');
    expect(environment).toContain(`HIVE_DATA_DIR=${directory}`);
    for (const name of ['DATABASE_URL', 'HIVE_SECRET', ...Object.keys(given)]) expect(environment).not.toContain(`${name}=`);
    expect(environment).not.toContain(readFileSync(path.join(directory, 'postgres.password'), 'utf8'));
  }
});
