// Everything of one machine under one process:
//   checking -> building -> database -> schema -> children -> ready -> stopping -> gone
// A signal leads from anywhere to stopping: web and workers first, the database last. So does the end of the database, a child that never
// gets ready and any fault before `ready`, with exit 1. When this very process is killed, the guards end what it started.
import fs from 'node:fs';
import path from 'node:path';
import { openDataDirectory } from './data-directory.mjs';
import { runToEnd } from './fork-guarded.mjs';
import { probePort } from './free-port.mjs';
import { runChildren } from './run-children.mjs';
import { startDatabase } from './start-database.mjs';
import { StartFault } from './start-fault.mjs';
import { watchSignals } from './watch-signals.mjs';

const BIN = import.meta.dirname;
const DISK_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);

/**
 * @typedef {object} Role a kind of child
 * @property {import('./fork-guarded.mjs').Command} command
 * @property {number} graceMs between SIGTERM and SIGKILL
 * @property {boolean} [tellsReady] it sends { ready: true } over IPC when it serves
 *
 * @typedef {Awaited<ReturnType<typeof openDataDirectory>>} DataDirectory
 *
 * @typedef {object} Plan
 * @property {string} root the checkout
 * @property {NodeJS.ProcessEnv} env the environment of this process
 * @property {'production' | 'development'} nodeEnv
 * @property {string} [dataDirectory] in place of HIVE_DATA_DIR
 * @property {'web' | 'worker'} [only] this machine runs only these, on a database of somebody else
 * @property {(address: { host: string, port: string }) => Role} web
 * @property {Role} worker
 * @property {(data: DataDirectory) => Record<string, string>} [childEnv] more variables for the children
 * @property {(signal: AbortSignal, say: (line: string) => void) => Promise<void>} build makes what the roles run, where it is missing
 */

const say = (line) => process.stderr.write(`hive: ${line}\n`);

async function readEnvironment({ env }, signal) {
  const { message } = await runToEnd({ file: path.join(BIN, 'read-environment.mjs') }, env, signal);
  signal.throwIfAborted();
  if (!message) throw new StartFault('the environment cannot be read; is everything installed (npm ci)?');
  if (message.faults) throw new StartFault(`invalid environment: ${message.faults.join('; ')}`);
  return message.values;
}

const PORT_REASONS = {
  EADDRINUSE: 'is in use; set PORT to another one',
  EACCES: 'may not be used by this user; set PORT to another one',
  EADDRNOTAVAIL: 'cannot be used: this machine has no such address',
  ENOTFOUND: 'cannot be used: no such host',
};

async function checkPort(host, port) {
  try {
    return await probePort(host, port);
  } catch (error) {
    const reason = PORT_REASONS[error.code];
    throw reason ? new StartFault(`${host}:${port} ${reason}`, error) : error;
  }
}

async function deploySchema({ url, flags, data, env, signal }) {
  const command = { file: path.join(BIN, 'deploy-schema.mjs'), args: flags };
  const { message } = await runToEnd(command, { ...env, DATABASE_URL: url }, signal);
  signal.throwIfAborted();
  if (message?.ok) return;
  if (DISK_FULL.has(message?.code)) throw new StartFault(`disk full: the database cannot write to ${data.path}`);
  throw new StartFault(`cannot bring the database up to date: ${message?.detail ?? 'no answer'}`);
}

/** One way to the end for all who may ask for it: the first one decides the exit code. */
function createStopper() {
  const aborter = new AbortController();
  const { signal } = aborter;
  let exitCode = 0;
  return {
    signal,
    exitCode: () => exitCode,
    stopped: new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })),
    finish: (code, line) => {
      if (signal.aborted) return;
      say(line);
      exitCode = code;
      aborter.abort();
    },
  };
}

/** Our own database, whose end is the end of everything. */
async function ownDatabase(held, { signal, finish }) {
  const database = await startDatabase({ data: held.data, signal, say });
  held.database = database;
  void database.exited.then((code) => signal.aborted || finish(1, database.explainEnd(code)));
  signal.throwIfAborted();
  return database.url;
}

/** From nothing to `ready`. What it starts is put into `held` at once. */
async function bringUp(plan, stopper, held) {
  const { only, root, env } = plan;
  const { signal, finish } = stopper;
  const settings = await readEnvironment(plan, signal);
  if (only && !settings.DATABASE_URL) throw new StartFault(`--only ${only} needs DATABASE_URL: the database that all machines share`);
  const port = only === 'worker' ? settings.PORT : await checkPort(settings.HOST, settings.PORT);
  const data = await openDataDirectory(path.resolve(root, plan.dataDirectory ?? settings.HIVE_DATA_DIR), { exclusive: !only });
  held.data = data;
  signal.throwIfAborted();
  await plan.build(signal, say);
  signal.throwIfAborted();
  const url = settings.DATABASE_URL ?? (await ownDatabase(held, stopper));
  const flags = only === 'worker' ? ['--wait'] : held.database ? ['--create'] : [];
  await deploySchema({ url, flags, data, env, signal });
  const childEnv = {
    ...env,
    NODE_ENV: plan.nodeEnv,
    DATABASE_URL: url,
    PORT: String(port),
    HOST: settings.HOST,
    // Next reads the address to listen on from here; shells set it to the name of the machine.
    HOSTNAME: settings.HOST,
    HIVE_ROOT: root,
    HIVE_DATA_DIR: data.path,
    HIVE_SECRET: settings.HIVE_SECRET ?? data.secret('secret'),
    ...plan.childEnv?.(data),
  };
  await runChildren({
    plan,
    settings,
    env: childEnv,
    children: held.children,
    signal,
    say,
    onGiveUp: (reason) => finish(1, `${reason}; its own lines above say why`),
  });
}

/**
 * Runs Agent Hive until it is told to stop. Prints `ready ...` on stdout when everything serves, everything else on stderr.
 * @param {Plan} plan
 * @returns {Promise<number>} the exit code, when nothing of it is left
 */
export async function startHive(plan) {
  const held = { children: [], database: null, data: null };
  const stopper = createStopper();
  watchSignals({
    stop: (why) => stopper.finish(0, why),
    hurry: () => {
      for (const child of held.children) child.hurry();
    },
  });
  try {
    await bringUp(plan, stopper, held);
    await stopper.stopped;
  } catch (error) {
    // What fails while we stop fails because we stop: finish() keeps the first reason.
    stopper.finish(1, error instanceof StartFault ? error.message : error.stack);
  }
  await Promise.all(held.children.map((child) => child.stop()));
  await held.database?.stop();
  held.data?.release();
  return stopper.exitCode();
}

/** Loads a `.env` beside package.json, when there is one. What is set already wins. */
export function loadDotEnv(root) {
  const file = path.join(root, '.env');
  if (fs.existsSync(file)) process.loadEnvFile(file);
}
