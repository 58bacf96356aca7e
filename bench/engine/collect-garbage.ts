import { WebSocket } from 'undici';

// Has Node processes collect their garbage, by their inspectors: what is left of their memory then is what they hold. An inspector opens on
// SIGUSR1 and is closed again, so the next process finds the port free and this one goes on as before.

/** Where Node opens an inspector that was asked for by signal. */
const INSPECTOR = 'http://127.0.0.1:9229/json/list';
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

type Ask = (method: string, params?: object) => Promise<{ result?: { value?: unknown } }>;

const targets = async (): Promise<{ webSocketDebuggerUrl: string }[]> =>
  (await (await fetch(INSPECTOR)).json()) as { webSocketDebuggerUrl: string }[];

async function until<T>(look: () => Promise<T | null>, what: string): Promise<T> {
  const late = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    if (performance.now() > late) throw new Error(`${what} in ${PATIENCE_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function open(url: string): Promise<{ ask: Ask; close(): void }> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: Awaited<ReturnType<Ask>>) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id: number; result: Awaited<ReturnType<Ask>> };
    waiting.get(id)?.(result);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the inspector does not answer')));
  });
  let asked = 0;
  return {
    ask: (method, params = {}) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        socket.send(JSON.stringify({ id: asked, method, params }));
      }),
    close: () => socket.close(),
  };
}

async function collectIn(pid: number): Promise<void> {
  process.kill(pid, 'SIGUSR1');
  const [target] = await until(targets, `process ${pid} opened no inspector`);
  const { ask, close } = await open(target?.webSocketDebuggerUrl ?? '');
  const { result } = await ask('Runtime.evaluate', { expression: 'process.pid' });
  if (result?.value !== pid) throw new Error(`another process than ${pid} has its inspector open`);
  await ask('HeapProfiler.collectGarbage');
  // It waits for its last connection to end, which is this one: so it is closed after this one.
  await ask('Runtime.evaluate', { expression: `setTimeout(() => process.getBuiltinModule('node:inspector').close(), ${PAUSE_MS})` });
  close();
  const isClosed = async () =>
    targets().then(
      () => null,
      () => true,
    );
  await until(isClosed, `process ${pid} did not close its inspector`);
}

/** @throws Error when one of them opens no inspector, or something else listens where it would */
export async function collectGarbage(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await collectIn(pid);
}
