import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { bundleWorkers } from '../../scripts/bundle-workers.mjs';

// Execution processes as they run in production: the bundle, started by Node, on a database of the test.

/** Inside node_modules, where the bundle finds its packages. */
const CACHE = path.resolve('node_modules/.cache');

export interface WorkerProcess {
  pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, null after a signal. */
  exited: Promise<number | null>;
  /** What it logged. */
  log(): string;
}

export interface WorkerBundle {
  /** Starts a process, without waiting for it. */
  begin(databaseUrl: string, env?: Record<string, string>): WorkerProcess & { ready: Promise<boolean> };
  /** Starts a process; resolves when it says that it is ready. */
  start(databaseUrl: string, env?: Record<string, string>): Promise<WorkerProcess>;
  /** Ends what still runs and removes the bundle. */
  remove(): Promise<void>;
}

export async function buildWorkers(): Promise<WorkerBundle> {
  const folder = path.join(CACHE, `hive-faults-${process.pid}-${randomBytes(4).toString('hex')}`);
  await bundleWorkers(folder);
  const children: ChildProcess[] = [];
  const begin: WorkerBundle['begin'] = (databaseUrl, env = {}) => {
    const given = { PATH: process.env.PATH, NODE_ENV: 'test', LOG_LEVEL: 'warn', HIVE_SECRET: 'a-secret-for-tests-of-32-characters' };
    const child = spawn(process.execPath, [path.join(folder, 'worker.mjs')], {
      env: { ...given, DATABASE_URL: databaseUrl, ...env } as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    children.push(child);
    let said = '';
    const take = (text: Buffer) => {
      said += text.toString('utf8');
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    const exited = once(child, 'exit').then(([code]) => code as number | null);
    const ready = Promise.race([once(child, 'message').then(() => true), exited.then(() => false)]);
    return { pid: child.pid ?? 0, exited, ready, log: () => said, signal: (signal) => void child.kill(signal) };
  };
  return {
    begin,
    async start(databaseUrl, env) {
      const worker = begin(databaseUrl, env);
      if (!(await worker.ready)) throw new Error(`the worker did not start:\n${worker.log()}`);
      return worker;
    },
    async remove() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const gone = once(child, 'exit');
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await gone;
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
