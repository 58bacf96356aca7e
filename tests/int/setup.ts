import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { probePort } from '../../bin/free-port.mjs';
import { findAccount, giveTo } from '../../bin/postgres-account.mjs';
import { findPostgres } from '../../bin/postgres-binaries.mjs';
import { createCluster, runServer } from '../../bin/postgres-server.mjs';
import { deploy } from '../../scripts/db-deploy.mjs';
import { TEMPLATE } from './database.ts';
import { query, withDatabase } from './query.ts';

// One PostgreSQL for the whole run, its template migrated once; each test file clones the template (createTestDatabase). The server
// ends with this process, also after kill -9; the folder of a killed run is removed by the next one.

const PREFIX = 'hive-test-';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

function removeLeftOvers(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const owner = /^hive-test-(\d+)-/.exec(name)?.[1];
    if (owner && !isAlive(Number(owner))) fs.rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

/** Nothing here must survive a crash of the machine, so nothing is flushed; everything else is as in production. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '200',
  shared_buffers: '64MB',
  jit: 'off',
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftOvers();
  const binaries = findPostgres();
  const account = findAccount({ binaries, folder: os.tmpdir() });
  const home = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  giveTo(account, [home]);
  const directory = path.join(home, 'postgres');
  const logFile = path.join(home, 'postgres.log');
  const password = randomBytes(18).toString('base64url');
  const complaint = await createCluster({ directory, password, binaries, account, sync: false });
  if (complaint) throw new Error(complaint);
  const port = await probePort('127.0.0.1', 0);
  const server = runServer({ directory, port, settings: SETTINGS, logFile, binaries, account });
  if (!(await server.ready())) throw new Error(`PostgreSQL did not start:\n${fs.readFileSync(logFile, 'utf8')}`);

  const url = `postgresql://hive:${password}@127.0.0.1:${port}/postgres`;
  await query(url, `CREATE DATABASE ${TEMPLATE}`);
  await deploy(withDatabase(url, TEMPLATE));
  await query(url, `ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  project.provide('postgresUrl', url);
  return async () => {
    await server.stop();
    fs.rmSync(home, { recursive: true, force: true });
  };
}
