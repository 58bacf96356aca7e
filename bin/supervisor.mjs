// Everything of one machine under one process:
//   checking -> building -> database -> schema -> children -> ready -> stopping -> gone
// A signal leads from anywhere to stopping: web and workers first, the database last. So does the end of the database, a child that never
// gets ready and any fault before `ready`, with exit 1. When this very process is killed, the guards end what it started.
import fs from 'node:fs';
import path from 'node:path';
import { awaitHealth } from './await-health.mjs';
import { openDataDirectory } from './data-directory.mjs';
import { runToEnd } from './fork-guarded.mjs';
import { probePort } from './free-port.mjs';
import { startDatabase } from './start-database.mjs';
import { StartFault } from './start-fault.mjs';
import { superviseChild } from './supervise-child.mjs';

const BIN = import.meta.dirname;
const DISK_FULL = new Set(['53100', 'ENOSPC', 'EDQUOT']);
/** npm passes on the Ctrl-C that the terminal has sent us already: the same wish, not a second one. */
const SECOND_SIGNAL_MS = 1_000;
const PARENT_CHECK_MS = 1_000;
const READY_MS = 120_000;

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
  EADDRINUSE: 'is in use',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'cannot be used: this machine has no such address',
  ENOTFOUND: 'cannot be used: no such host',
};

async function checkPort(host, port) {
  try {
    return await probePort(host, port);
  } catch (error) {
    const reason = PORT_REASONS[error.code];
    if (!reason) throw error;
    const advice = error.code === 'EADDRINUSE' ? '; set PORT to another one' : '';
    throw new StartFault(`${host}:${port} ${reason}${advice}`, error);
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

/** Where a process of this machine reaches the web process, and how a person writes it. */
function addressesOf(host, port) {
  const written = (name) => `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const local = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return { shown: written(host), local: written(local) };
}

/**
 * Runs Agent Hive until it is told to stop. Prints `ready ...` on stdout when everything serves, everything else on stderr.
 * @param {Plan} plan
 * @returns {Promise<number>} the exit code, when nothing of it is left
 */
export async function startHive(plan) {
  const aborter = new AbortController();
  const { signal } = aborter;
  const children = [];
  let database = null;
  let data = null;
  let exitCode = 0;

  const finish = (code, line) => {
    if (signal.aborted) return;
    if (line) say(line);
    exitCode = code;
    aborter.abort();
  };
  watchSignals(finish, () => {
    for (const child of children) child.hurry();
  });

  try {
    await bringUp();
    await new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', resolve, { once: true })));
  } catch (error) {
    // What fails while we stop fails because we stop.
    if (!signal.aborted) finish(1, error instanceof StartFault ? error.message : error.stack);
  }
  await Promise.all(children.map((child) => child.stop()));
  await database?.stop();
  data?.release();
  return exitCode;

  async function bringUp() {
    const { only, root, env } = plan;
    const settings = await readEnvironment(plan, signal);
    if (only && !settings.DATABASE_URL) {
      throw new StartFault(`--only ${only} needs DATABASE_URL: the database that all machines share`);
    }
    const port = only === 'worker' ? settings.PORT : await checkPort(settings.HOST, settings.PORT);
    data = await openDataDirectory(path.resolve(root, plan.dataDirectory ?? settings.HIVE_DATA_DIR), { exclusive: !only });
    signal.throwIfAborted();
    await plan.build(signal, say);
    signal.throwIfAborted();
    const url = settings.DATABASE_URL ?? (await ownDatabase());
    const flags = only === 'worker' ? ['--wait'] : database ? ['--create'] : [];
    await deploySchema({ url, flags, data, env, signal });
    await runChildren(settings, {
      ...env,
      NODE_ENV: plan.nodeEnv,
      DATABASE_URL: url,
      PORT: String(port),
      HOST: settings.HOST,
      // Next reads the address to listen on from here; shells set it to the name of the machine.
      HOSTNAME: settings.HOST,
      HIVE_DATA_DIR: data.path,
      HIVE_SECRET: settings.HIVE_SECRET ?? data.secret('secret'),
      ...plan.childEnv?.(data),
    });
  }

  async function ownDatabase() {
    database = await startDatabase({ data, signal, say });
    database.exited.then((code) => signal.aborted || finish(1, database.explainEnd(code)));
    signal.throwIfAborted();
    return database.url;
  }

  async function runChildren(settings, env) {
    const { shown, local } = addressesOf(settings.HOST, env.PORT);
    const announcements = [];
    const waits = [];
    let isReady = false;
    const onAnnounce = (line) => (isReady ? process.stdout.write(`${line}\n`) : announcements.push(line));
    const launch = (name, role) => {
      let tellReady;
      const told = new Promise((resolve) => {
        tellReady = resolve;
      });
      const onMessage = (message) => {
        if (message?.ready === true) tellReady();
        if (typeof message?.announce === 'string') onAnnounce(message.announce);
      };
      const onGiveUp = (reason) => finish(1, `${reason}; its own lines above say why`);
      children.push(superviseChild({ name, command: role.command, env, graceMs: role.graceMs, say, onMessage, onGiveUp }));
      if (role.tellsReady) waits.push(told);
    };
    if (plan.only !== 'worker') {
      launch('web', plan.web({ host: settings.HOST, port: env.PORT }));
      waits.push(awaitHealth(local, signal));
    }
    if (plan.only !== 'web') for (let i = 1; i <= settings.HIVE_WORKERS; i += 1) launch(`worker ${i}`, plan.worker);
    await readyInTime(waits, signal);
    if (signal.aborted) return;
    for (const child of children) child.markReady();
    for (const line of announcements) process.stdout.write(`${line}\n`);
    isReady = true;
    process.stdout.write(plan.only === 'worker' ? `ready ${settings.HIVE_WORKERS} workers\n` : `ready ${shown}\n`);
  }
}

/** Resolves when all is ready or we stop. @throws StartFault when it takes too long */
async function readyInTime(waits, signal) {
  let timer;
  const late = new Promise((_, reject) => {
    const line = `not ready after ${READY_MS / 1_000} s: no answer from web or a worker; the lines above say why`;
    timer = setTimeout(() => reject(new StartFault(line)), READY_MS);
  });
  const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  try {
    await Promise.race([Promise.all(waits), aborted, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** First signal: stop in order. Second: at once. npm gone (killed, so that it could not tell us): stop in order. */
function watchSignals(finish, hurry) {
  let firstAt = 0;
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(name, () => {
      if (firstAt === 0) {
        firstAt = Date.now();
        say('stopping');
        finish(0);
      } else if (Date.now() - firstAt > SECOND_SIGNAL_MS) hurry();
    });
  }
  // Whoever read our output may leave before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && finish(0, 'stopping: npm is gone'), PARENT_CHECK_MS).unref();
}

/** Loads a `.env` beside package.json, when there is one. What is set already wins. */
export function loadDotEnv(root) {
  const file = path.join(root, '.env');
  if (fs.existsSync(file)) process.loadEnvFile(file);
}
