import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { probePort } from '../../bin/free-port.mjs';
import { findAccount, giveTo } from '../../bin/postgres-account.mjs';
import { findPostgres } from '../../bin/postgres-binaries.mjs';
import { createCluster, readPostmaster, runServer, type Server } from '../../bin/postgres-server.mjs';
import { deploy } from '../../scripts/db-deploy.mjs';
import { query, withDatabase } from '../int/query.ts';

// A PostgreSQL of one's own, to be killed: durable as in production, on a port that stays.

export interface DoomedServer {
  url: string;
  /** Process id of the server while it runs. */
  pid(): number | null;
  /** Starts it again; tried for a while where the files of the dead one are not free yet. */
  start(): Promise<void>;
  /** Ends it at once: SIGQUIT is PostgreSQL's immediate shutdown, SIGKILL leaves it no moment at all. */
  end(signal: 'SIGQUIT' | 'SIGKILL'): Promise<void>;
  remove(): Promise<void>;
}

const SETTINGS = { max_connections: '60', shared_buffers: '16MB', jit: 'off' };

export interface DoomedOptions {
  /** Where its files lie; a folder of its own by default, which `remove` removes. */
  home?: string;
  settings?: Record<string, string>;
}

const ownFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), `hive-test-${process.pid}-`));

export async function createDoomedServer({ home = ownFolder(), settings = SETTINGS }: DoomedOptions = {}): Promise<DoomedServer> {
  const binaries = findPostgres();
  const account = findAccount({ binaries, folder: os.tmpdir() });
  giveTo(account, [home]);
  const directory = path.join(home, 'postgres');
  const logFile = path.join(home, 'postgres.log');
  const password = randomBytes(18).toString('base64url');
  const complaint = await createCluster({ directory, password, binaries, account, sync: false });
  if (complaint) throw new Error(complaint);
  const port = await probePort('127.0.0.1', 0);
  const url = withDatabase(`postgresql://hive:${password}@127.0.0.1:${port}/postgres`, 'hive');
  let server: Server | null = null;

  /** The children of a killed server may still hold its memory: then it says no and is asked again. */
  const start = async () => {
    const stalePid = readPostmaster(directory)?.pid ?? null;
    for (let tries = 0; tries < 50; tries += 1) {
      server = runServer({ directory, port, settings, logFile, binaries, account, stalePid });
      if (await server.ready()) return;
    }
    throw new Error(`PostgreSQL did not start:\n${fs.readFileSync(logFile, 'utf8')}`);
  };

  await start();
  await query(withDatabase(url, 'postgres'), 'CREATE DATABASE hive');
  await deploy(url);
  return {
    url,
    pid: () => readPostmaster(directory)?.pid ?? null,
    start,
    async end(signal) {
      const pid = readPostmaster(directory)?.pid;
      if (pid) process.kill(pid, signal);
      await server?.exited;
    },
    async remove() {
      await server?.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}
