import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { commandsOf } from '../../../tests/start/processes.ts';

// The product as a user runs it: `bin/start.mjs` with web and workers, on a database and a data directory of this run.

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** It ends with us, however we end: the guard of the product's own children does that for its supervisor too. */
const GUARD = path.join(ROOT, 'bin/child-guard.mjs');

export type Role = 'supervisor' | 'web' | 'worker';
const FILES: Record<Role, string> = { supervisor: 'bin/start.mjs', web: 'bin/web-server.mjs', worker: 'dist/worker.mjs' };

export interface RunningProduct {
  /** Process ids of everything of a role that runs now. */
  pids(role: Role): number[];
  /** Starts it, where it does not run; resolves when it says that it is ready. */
  start(): Promise<void>;
  /** Sends every process of it a signal at once, from the supervisor down. */
  killAll(): Promise<void>;
  stop(): Promise<void>;
  /** What it said on stderr so far; bytes. */
  logSize(): number;
}

/** @param signal ends a start that is not ready yet */
export function createProduct(home: string, env: NodeJS.ProcessEnv, signal: AbortSignal): RunningProduct {
  const dataDirectory = path.join(home, 'data');
  const logFile = path.join(home, 'product.log');
  let child: ChildProcess | null = null;
  let exited: Promise<unknown> = Promise.resolve();

  const pids = (role: Role) =>
    commandsOf(dataDirectory)
      .filter(({ command }) => command.includes(FILES[role]))
      .map(({ pid }) => pid);

  const running = () => child !== null && child.exitCode === null && child.signalCode === null;

  return {
    pids,
    async start() {
      if (running()) return;
      const log = fs.openSync(logFile, 'a');
      const started = spawn(process.execPath, ['--import', GUARD, path.join(ROOT, FILES.supervisor)], {
        cwd: ROOT,
        env: { ...env, HIVE_DATA_DIR: dataDirectory },
        stdio: ['ignore', 'pipe', log, 'ipc'],
        detached: true,
      });
      fs.closeSync(log);
      child = started;
      exited = once(started, 'exit');
      let said = '';
      const ready = new Promise<true>((resolve) => {
        started.stdout?.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (/^ready /m.test(said)) resolve(true);
        });
      });
      const stop = () => started.kill('SIGTERM');
      signal.addEventListener('abort', stop, { once: true });
      const isReady = (await Promise.race([ready, exited.then(() => false)])) === true;
      signal.removeEventListener('abort', stop);
      if (isReady) return;
      throw new Error(`the product ended before it was ready:\n${fs.readFileSync(logFile, 'utf8').slice(-4_000)}`);
    },
    async killAll() {
      const all = commandsOf(dataDirectory).map(({ pid }) => pid);
      for (const pid of all) signalQuietly(pid, 'SIGKILL');
      await exited;
    },
    async stop() {
      for (const pid of pids('worker')) signalQuietly(pid, 'SIGCONT');
      if (running()) child?.kill('SIGTERM');
      await exited;
    },
    logSize: () => (fs.existsSync(logFile) ? fs.statSync(logFile).size : 0),
  };
}

/** Signals a process that may be ending by itself. */
export function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: it was quicker
  }
}
