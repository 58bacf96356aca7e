// Web and workers from their launch to `ready`.
import { awaitHealth } from './await-health.mjs';
import { StartFault } from './start-fault.mjs';
import { superviseChild } from './supervise-child.mjs';

const READY_MS = 120_000;

/** How a person writes the address of the web process, and where a process of this machine reaches it. */
function addressesOf(host, port) {
  const written = (name) => `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const local = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return { shown: written(host), local: written(local) };
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

/** What children have to announce comes on stdout before the `ready` line, or at once when that was printed. */
function createAnnouncer() {
  let held = [];
  return {
    announce: (line) => (held ? held.push(line) : process.stdout.write(`${line}\n`)),
    ready: (line) => {
      process.stdout.write([...held, line].map((text) => `${text}\n`).join(''));
      held = null;
    },
  };
}

/** Starts one child. Returns it and the promise of its { ready: true }. */
function launch({ name, role, env, say, onGiveUp, announce }) {
  let tellReady;
  const told = new Promise((resolve) => {
    tellReady = resolve;
  });
  const onMessage = (message) => {
    if (message?.ready === true) tellReady();
    if (typeof message?.announce === 'string') announce(message.announce);
  };
  const child = superviseChild({ name, command: role.command, env, graceMs: role.graceMs, say, onMessage, onGiveUp });
  return { child, told };
}

/**
 * Launches what the plan wants on this machine and prints `ready ...` when it serves.
 * @param {{ plan: import('./supervisor.mjs').Plan, settings: Record<string, unknown>, env: NodeJS.ProcessEnv,
 *   children: ReturnType<typeof superviseChild>[], signal: AbortSignal, say: (line: string) => void, onGiveUp: (line: string) => void }} options
 *   children: filled here, so that they are known to whoever stops meanwhile
 */
export async function runChildren({ plan, settings, env, children, signal, say, onGiveUp }) {
  const { shown, local } = addressesOf(settings.HOST, env.PORT);
  const announcer = createAnnouncer();
  const waits = [];
  const add = (name, role) => {
    const { child, told } = launch({ name, role, env, say, onGiveUp, announce: announcer.announce });
    children.push(child);
    if (role.tellsReady) waits.push(told);
  };
  if (plan.only !== 'worker') {
    add('web', plan.web({ host: settings.HOST, port: env.PORT }));
    waits.push(awaitHealth(local, signal));
  }
  if (plan.only !== 'web') for (let i = 1; i <= settings.HIVE_WORKERS; i += 1) add(`worker ${i}`, plan.worker);
  await readyInTime(waits, signal);
  if (signal.aborted) return;
  for (const child of children) child.markReady();
  announcer.ready(plan.only === 'worker' ? `ready ${settings.HIVE_WORKERS} workers` : `ready ${shown}`);
}
