import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { processesOf } from './processes.ts';

const STAND_IN = path.resolve('tests/start/stand-in/start.mjs');

const place = () => path.join(os.tmpdir(), `hive-start-${process.pid}-${randomBytes(4).toString('hex')}`);

/** Ends a process that may be ending by itself. */
export function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // ESRCH: it was quicker
  }
}

/** A place that does not exist yet, removed with whatever still runs in it when the test ends. */
export function freshDirectory(): string {
  const directory = place();
  onTestFinished(() => {
    for (const pid of processesOf(directory)) killHard(pid);
    fs.rmSync(directory, { recursive: true, force: true });
  });
  return directory;
}

export interface UsedDirectory {
  /** A copy at a place of its own, removed at the end of the test. Saves the seconds that a first start takes. */
  copy(directory?: string): string;
  remove(): void;
}

/** A data directory that a first start has made and left in good order. Call it in `beforeAll`. */
export async function makeUsedDirectory(): Promise<UsedDirectory> {
  const original = place();
  const first = launch({ dataDirectory: original });
  await first.ready;
  first.child.kill('SIGTERM');
  await first.exited;
  return {
    copy: (directory = freshDirectory()) => {
      execFileSync('cp', ['-a', original, directory]);
      return directory;
    },
    remove: () => fs.rmSync(original, { recursive: true, force: true }),
  };
}

export interface Launched {
  child: ChildProcess;
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves at the `ready` line; rejects with what it said when it ends before. */
  ready: Promise<void>;
  /** Exit code, or the signal that ended it. */
  exited: Promise<number | string>;
}

export interface LaunchOptions {
  dataDirectory: string;
  env?: Record<string, string>;
  args?: string[];
  /** In front of the command, e.g. `prlimit --fsize=...`. */
  prefix?: string[];
  /** The stand-in of another checkout. */
  program?: string;
}

/** Starts the real supervisor with stand-ins for web and worker, on a free port. */
export function launch({ dataDirectory, env = {}, args = [], prefix = [], program = STAND_IN }: LaunchOptions): Launched {
  const [file = '', ...rest] = [...prefix, process.execPath, program, ...args];
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(file, rest, {
    env: { PATH, HOME, PORT: '0', HIVE_DATA_DIR: dataDirectory, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (/^ready .*\n/m.test(stdout)) resolve();
    });
    child.once('close', () => reject(new Error(`ended before it was ready:\n${stdout}${stderr}`)));
  });
  ready.catch(() => {}); // a test of a failing start never looks at it
  return { child, pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ready, exited };
}

/** Runs a start that must fail: its exit code and the lines it said on stderr. */
export async function launchToEnd(options: LaunchOptions): Promise<{ code: number | string; lines: string[]; stdout: string }> {
  const launched = launch(options);
  await once(launched.child, 'close');
  const lines = launched.stderr().split('\n').filter(Boolean);
  return { code: await launched.exited, lines, stdout: launched.stdout() };
}
