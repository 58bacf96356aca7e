import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { endTree, findTree, type ProcessRoot } from './process-tree.ts';

// One command, from start to the last of its processes:
//   running -> exited | stopped (timeout, idle_timeout, cancelled, output_too_large) -> tree ended -> settled
// The exit of the command ends the call: what it leaves behind is ended with it.

export interface ProcessSpec {
  argv: readonly string[];
  cwd: string;
  /** The whole environment. */
  env: Record<string, string>;
  mark: string;
  stdin: string;
  timeoutMs: number;
  /** Without a byte on stdout or stderr for so long it is stopped; null: never. */
  idleMs: number | null;
  signal: AbortSignal;
  maxStdoutBytes: number;
  killGraceMs: number;
  onStderr(text: string): void;
}

export type StopReason = 'timeout' | 'idle_timeout' | 'cancelled' | 'output_too_large';

export type ProcessEnd =
  | { kind: 'not_started'; error: unknown }
  /** `left`: processes that could not be ended. */
  | { kind: 'stopped'; reason: StopReason; left: number }
  | { kind: 'exited'; exitCode: number | null; signal: NodeJS.Signals | null; stdout: Buffer };

/** Once all processes are gone, only one that hides can hold a pipe open. */
const PIPE_WAIT_MS = 1_000;

/** Runs a command without a shell, in a process group of its own. Settles when none of its processes is left. */
export async function runProcess(spec: ProcessSpec): Promise<ProcessEnd> {
  const [file = '', ...args] = spec.argv;
  const startedAtMs = performance.now();
  let child: ChildProcessWithoutNullStreams;
  try {
    // Else the build of the web app takes the whole checkout for what may be started.
    child = spawn(/* turbopackIgnore: true */ file, args, {
      cwd: spec.cwd,
      env: spec.env as NodeJS.ProcessEnv,
      detached: true,
      shell: false,
      windowsHide: true,
      stdio: 'pipe',
    });
    await once(child, 'spawn');
  } catch (error) {
    return { kind: 'not_started', error };
  }
  if (child.pid === undefined) return { kind: 'not_started', error: new Error('the process has no id') };
  const root: ProcessRoot = { pid: child.pid, mark: spec.mark, startedAtMs };
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stdout = collectStdout(child, spec.maxStdoutBytes);
  passStderr(child, spec.onStderr);
  // A command may end without reading its input.
  child.stdin.on('error', () => {});
  child.stdin.end(spec.stdin);

  const watch = watchForStop(spec);
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', watch.heard);
  const first = await Promise.race([
    new Promise<'exited'>((resolve) => child.once('exit', () => resolve('exited'))),
    stdout.overflow,
    watch.stopped,
  ]);
  watch.end();
  if (first !== 'exited') {
    child.stdout.destroy();
    const left = await endTree(root, spec.killGraceMs);
    await settlePipes(child, closed);
    return { kind: 'stopped', reason: first, left };
  }
  if ((await findTree(root)).length > 0) await endTree(root, spec.killGraceMs);
  await settlePipes(child, closed);
  if (stdout.full()) return { kind: 'stopped', reason: 'output_too_large', left: 0 };
  return { kind: 'exited', exitCode: child.exitCode, signal: child.signalCode, stdout: stdout.bytes() };
}

function collectStdout(child: ChildProcessWithoutNullStreams, maxBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  let overflow: (reason: 'output_too_large') => void = () => {};
  const overflowed = new Promise<'output_too_large'>((resolve) => {
    overflow = resolve;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size <= maxBytes) chunks.push(chunk);
    else overflow('output_too_large');
  });
  child.stdout.on('error', () => {});
  return { overflow: overflowed, full: () => size > maxBytes, bytes: () => Buffer.concat(chunks) };
}

function passStderr(child: ChildProcessWithoutNullStreams, onStderr: (text: string) => void): void {
  const decoder = new StringDecoder('utf8');
  child.stderr.on('data', (chunk: Buffer) => onStderr(decoder.write(chunk)));
  child.stderr.on('error', () => {});
}

function watchForStop(spec: ProcessSpec) {
  let ended = false;
  let stop: (reason: StopReason) => void = () => {};
  const stopped = new Promise<StopReason>((resolve) => {
    stop = resolve;
  });
  const cancel = () => stop('cancelled');
  const timer = setTimeout(() => stop('timeout'), spec.timeoutMs);
  const idle = spec.idleMs === null ? null : setTimeout(() => stop('idle_timeout'), spec.idleMs);
  if (spec.signal.aborted) cancel();
  else spec.signal.addEventListener('abort', cancel, { once: true });
  return {
    stopped,
    heard() {
      if (!ended) idle?.refresh();
    },
    end() {
      ended = true;
      if (idle) clearTimeout(idle);
      clearTimeout(timer);
      spec.signal.removeEventListener('abort', cancel);
    },
  };
}

async function settlePipes(child: ChildProcessWithoutNullStreams, closed: Promise<void>): Promise<void> {
  const waiting = new AbortController();
  const late = sleep(PIPE_WAIT_MS, undefined, { signal: waiting.signal, ref: false }).catch(() => {});
  await Promise.race([closed, late]);
  waiting.abort();
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
}
