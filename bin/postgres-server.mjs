// One PostgreSQL cluster: create it, run it, stop it.
//   absent -> created (initdb beside its place, then renamed: a half-made cluster never looks whole) -> running -> stopped
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { commandAs, GUARD, giveTo } from './postgres-account.mjs';

const POLL_MS = 20;

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** As an ordinary user we may not signal another user's process, yet it is there. */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Creates an empty cluster at `directory` with the superuser `hive`.
 * @param {{ directory: string, password: string, binaries: import('./postgres-binaries.mjs').Binaries,
 *   account: import('./postgres-account.mjs').Account, sync?: boolean, signal?: AbortSignal }} options
 *   sync: false leaves flushing to the system (tests); signal: gives up
 * @returns {Promise<string | null>} null when it is there, else the first line of what initdb complained of
 */
export async function createCluster({ directory, password, binaries, account, sync = true, signal }) {
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.pw`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(account, [draft, passwordFile]);
  const flags = ['-U', 'hive', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '--no-instructions'];
  const { file, args, options } = commandAs(account, binaries.initdb, ['-D', draft, ...flags, ...(sync ? [] : ['--no-sync'])]);
  const initdb = spawn(file, args, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    signal,
  });
  let said = '';
  initdb.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve) => {
    initdb.once('error', (error) => {
      said += `${error.message}\n`;
    });
    initdb.once('close', resolve);
  });
  fs.rmSync(passwordFile, { force: true });
  if (code === 0) {
    fs.renameSync(draft, directory);
    return null;
  }
  fs.rmSync(draft, { recursive: true, force: true });
  return said.split('\n').find(Boolean)?.trim() ?? `initdb ended with ${code}`;
}

/** The lock file of a server: its process and, once it takes connections, status "ready" in line 8. */
export function readPostmaster(directory) {
  try {
    const lines = fs.readFileSync(path.join(directory, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

/**
 * @typedef {object} Server
 * @property {Promise<number>} exited the exit code; 128 + n after signal n
 * @property {() => Promise<boolean>} ready true when it takes connections, false when it ended before
 * @property {() => Promise<number>} stop fast shutdown, immediate after 5 s; resolves when it is gone
 */

/**
 * Runs the server of a cluster on 127.0.0.1 under the guard: it ends with this process, however this process ends.
 * @param {{ directory: string, port: number, settings: Record<string, string>, logFile: string,
 *   binaries: import('./postgres-binaries.mjs').Binaries, account: import('./postgres-account.mjs').Account, stalePid?: number | null }} options
 *   stalePid: a process id in the lock file that is not a server (any more); somebody else may bear it now
 * @returns {Server}
 */
export function runServer({ directory, port, settings, logFile, binaries, account, stalePid = null }) {
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) };
  const flags = Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = fs.openSync(logFile, 'a', 0o600);
  const { file, args, options } = commandAs(account, 'sh', [GUARD, binaries.postgres, '-D', directory, ...flags]);
  const guard = spawn(file, args, {
    ...options,
    // PostgreSQL overlooks this one process in its lock file and still checks the shared memory that the file names. Removing the file
    // would skip that check, while children of a killed server may still be writing.
    env: { ...options.env, ...(stalePid === null ? {} : { PG_GRANDPARENT_PID: String(stalePid) }) },
    stdio: ['pipe', log, log],
    // A group of its own: Ctrl-C in a terminal reaches the supervisor alone, which stops the database last.
    detached: true,
  });
  fs.closeSync(log);
  guard.stdin.on('error', () => {});
  let ended = false;
  let serverPid = 0;
  const exited = once(guard, 'exit').then(([code, signal]) => {
    ended = true;
    return code ?? 128 + os.constants.signals[signal];
  });
  return {
    exited,
    ready: async () => {
      while (!ended) {
        const postmaster = readPostmaster(directory);
        if (postmaster?.ready && postmaster.pid !== stalePid) {
          serverPid = postmaster.pid;
          return true;
        }
        await pause();
      }
      return false;
    },
    stop: async () => {
      guard.stdin.end();
      const code = await exited;
      // Killed alone, the guard ends before the server does.
      while (serverPid && readPostmaster(directory)?.pid === serverPid && isAlive(serverPid)) await pause();
      return code;
    },
  };
}
