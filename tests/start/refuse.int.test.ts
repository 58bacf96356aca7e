import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { probePort } from '../../bin/free-port.mjs';
import { createTestDatabase } from '../int/database.ts';
import { freshDirectory, launch, launchToEnd } from './launch.ts';
import { commandsOf } from './processes.ts';

// Every start that cannot be says why in one line, exits 1 and leaves nothing behind.

async function listening(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return (server.address() as net.AddressInfo).port;
}

test('[S20] a port in use', async () => {
  const port = await listening();
  const dataDirectory = freshDirectory();
  const { code, lines, stdout } = await launchToEnd({ dataDirectory, env: { PORT: String(port) } });
  expect(lines).toEqual([`hive: 127.0.0.1:${port} is in use; set PORT to another one`]);
  expect([code, stdout, fs.existsSync(dataDirectory)]).toEqual([1, '', false]);
});

test('[S21] an invalid environment: every fault at once', async () => {
  const { code, lines } = await launchToEnd({ dataDirectory: freshDirectory(), env: { PORT: 'high', HIVE_WORKERS: '0' } });
  expect(code).toBe(1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^hive: invalid environment: PORT: .+; HIVE_WORKERS: .+$/);
});

test('[G7] entries of HIVE_EGRESS_ALLOW that cannot be read are named, and nothing is started', async () => {
  const dataDirectory = freshDirectory();
  const env = { HIVE_EGRESS_ALLOW: 'agents.lan, 10.0.0.0/99,http://agents.lan' };
  const { code, lines } = await launchToEnd({ dataDirectory, env });
  const fault = (entry: string) => `HIVE_EGRESS_ALLOW: "${entry}" is not a host, host:port, *.domain or CIDR block`;
  expect(lines).toEqual([`hive: invalid environment: ${fault('10.0.0.0/99')}; ${fault('http://agents.lan')}`]);
  expect([code, fs.existsSync(dataDirectory)]).toEqual([1, false]);
});

test('[S22] a data directory that is a file', async () => {
  const dataDirectory = freshDirectory();
  fs.writeFileSync(dataDirectory, '');
  const { code, lines } = await launchToEnd({ dataDirectory });
  expect(lines).toEqual([`hive: cannot use the data directory ${dataDirectory}: it is not a directory`]);
  expect(code).toBe(1);
});

test('[S22] a data directory where nobody can write', async () => {
  const { code, lines } = await launchToEnd({ dataDirectory: '/proc/hive' });
  expect(lines).toEqual(['hive: cannot use the data directory /proc/hive: the place does not exist and cannot be made']);
  expect(code).toBe(1);
});

test('[S23] a folder with other files is refused and left as it is', async () => {
  const dataDirectory = freshDirectory();
  fs.mkdirSync(dataDirectory);
  fs.writeFileSync(path.join(dataDirectory, 'thesis.txt'), 'mine');
  const { code, lines } = await launchToEnd({ dataDirectory });
  expect(lines).toEqual([
    `hive: ${dataDirectory} is not a data directory of Agent Hive (it holds "thesis.txt"); set HIVE_DATA_DIR to another place`,
  ]);
  expect([code, fs.readdirSync(dataDirectory)]).toEqual([1, ['thesis.txt']]);
});

test('[S23] data of another PostgreSQL version is refused', async () => {
  const dataDirectory = freshDirectory();
  fs.mkdirSync(path.join(dataDirectory, 'postgres'), { recursive: true });
  fs.writeFileSync(path.join(dataDirectory, 'hive.json'), '{"format":1}');
  fs.writeFileSync(path.join(dataDirectory, 'postgres/PG_VERSION'), '9.6\n');
  const { code, lines } = await launchToEnd({ dataDirectory });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/was made by PostgreSQL 9\.6, this is \d+/);
  expect(code).toBe(1);
});

test('[S24] a second start on the same data directory is refused and does not harm the first', async () => {
  const dataDirectory = freshDirectory();
  const first = launch({ dataDirectory });
  await first.ready;
  const before = commandsOf(dataDirectory);
  const { code, lines } = await launchToEnd({ dataDirectory });
  expect(lines).toEqual([`hive: the data directory ${dataDirectory} is in use by another Agent Hive (process ${first.pid})`]);
  expect(code).toBe(1);
  expect(commandsOf(dataDirectory)).toEqual(before);
});

/** A file system of a given size at `directory`, or false where this machine does not let us mount one. */
function mountSmall(directory: string, megabytes: number): boolean {
  fs.mkdirSync(directory);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0711`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return true;
}

test('[S25] no space for a new database', async () => {
  const dataDirectory = freshDirectory();
  const isSmall = mountSmall(dataDirectory, 20);
  // Where no file system can be mounted, the kernel refuses files above 100 kB instead: initdb fails in the same place.
  const { code, lines } = await launchToEnd({ dataDirectory, prefix: isSmall ? [] : ['prlimit', '--fsize=100000'] });
  expect(lines.at(-1)).toMatch(
    isSmall ? /^hive: disk full: \d+ MB left at .+, a new database needs 128 MB$/ : /^hive: the database cannot be created/,
  );
  expect(code).toBe(1);
  expect(commandsOf(dataDirectory)).toEqual([]);
});

test('[S25] no space for a database that was there', async () => {
  const dataDirectory = freshDirectory();
  const first = launch({ dataDirectory });
  await first.ready;
  first.child.kill('SIGTERM');
  await first.exited;
  // The first file that a starting server writes: every write to this device ends with "no space left".
  const file = path.join(dataDirectory, 'postgres/postmaster.opts');
  fs.rmSync(file);
  fs.symlinkSync('/dev/full', file);
  const { code, lines } = await launchToEnd({ dataDirectory });
  expect(lines).toEqual([`hive: disk full: PostgreSQL cannot write to ${dataDirectory}`]);
  expect(code).toBe(1);
  expect(commandsOf(dataDirectory)).toEqual([]);
});

test.each(['web', 'worker'])('[S26] --only %s without DATABASE_URL', async (part) => {
  const { code, lines } = await launchToEnd({ dataDirectory: freshDirectory(), args: ['--only', part] });
  expect(lines).toEqual([`hive: --only ${part} needs DATABASE_URL: the database that all machines share`]);
  expect(code).toBe(1);
});

test('[S27] a database that refuses us', async () => {
  const database = new URL(inject('postgresUrl'));
  database.password = 'wrong';
  const { code, lines } = await launchToEnd({ dataDirectory: freshDirectory(), env: { DATABASE_URL: database.href } });
  expect(lines).toEqual(['hive: cannot bring the database up to date: password authentication failed for user "hive"']);
  expect(code).toBe(1);
});

test('[S27] a database that is not there yet is waited for', async () => {
  const port = await probePort('127.0.0.1', 0);
  const dataDirectory = freshDirectory();
  const launched = launch({ dataDirectory, env: { DATABASE_URL: `postgresql://hive@127.0.0.1:${port}/hive` } });
  await vi.waitFor(() => expect(launched.stderr()).toBe('hive: waiting for the database (ECONNREFUSED)\n'), { timeout: 30_000 });
  launched.child.kill('SIGTERM');
  expect(await launched.exited).toBe(0);
});

test('[S28] a process that never gets ready ends the start', async () => {
  const dataDirectory = freshDirectory();
  const database = await createTestDatabase();
  const { code, lines } = await launchToEnd({ dataDirectory, env: { DATABASE_URL: database.url }, args: ['--broken'] });
  expect(lines.at(-1)).toBe('hive: worker 1 ended 3 times before it was ready (exit code 3); its own lines above say why');
  expect(code).toBe(1);
  await database.drop();
});
