import { fork } from 'node:child_process';

const GUARD = new URL('child-guard.mjs', import.meta.url).href;
/** The environment that a process was started with can be read by every process of its user, command agents among them. */
const SECRETS = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'HIVE_SECRET',
  'HIVE_API_KEY',
  'HIVE_ADMIN_PASSWORD',
  'HIVE_EMBEDDING_API_KEY',
  // Keys of tracing systems.
  'OTEL_EXPORTER_OTLP_HEADERS',
]);

/**
 * @typedef {object} Command a Node program
 * @property {string} file
 * @property {string[]} [args]
 * @property {string} [cwd]
 * @property {string[]} [nodeFlags]
 */

/**
 * Forks a Node program that ends with this process, in a process group of its own: Ctrl-C in a terminal reaches the supervisor alone, so
 * that the order of stopping is its own. Both outputs go to our stderr. It finds secrets in `process.env` like the rest, but they reach it
 * over the channel (child-guard.mjs waits for them) and are not in /proc/PID/environ.
 * @param {Command} command @param {NodeJS.ProcessEnv} env
 */
export function forkGuarded({ file, args = [], cwd, nodeFlags = [] }, env) {
  const entries = Object.entries(env);
  const open = entries.filter(([name]) => !SECRETS.has(name));
  const child = fork(file, args, {
    cwd,
    env: { ...Object.fromEntries(open), HIVE_SECRETS_FOLLOW: '1' },
    execArgv: [...nodeFlags, '--import', GUARD],
    stdio: ['ignore', 2, 2, 'ipc'],
    detached: true,
  });
  // A child that is gone already is told by its own events.
  child.send({ secrets: Object.fromEntries(entries.filter(([name]) => SECRETS.has(name))) }, () => {});
  return child;
}

/** Signals a child and everything it started in its group. Does nothing when they are gone. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left
  }
}

/**
 * Runs a program to its end.
 * @param {Command} command @param {NodeJS.ProcessEnv} env @param {AbortSignal} signal ends it early
 * @returns {Promise<{ code: number | null, message: unknown }>} its exit code and the last message it sent over IPC
 */
export function runToEnd(command, env, signal) {
  return new Promise((resolve, reject) => {
    const child = forkGuarded(command, env);
    let message;
    const abort = () => signalGroup(child.pid, 'SIGTERM');
    signal.addEventListener('abort', abort, { once: true });
    child.on('message', (received) => {
      message = received;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', abort);
      signalGroup(child.pid, 'SIGKILL');
      resolve({ code, message });
    });
  });
}
