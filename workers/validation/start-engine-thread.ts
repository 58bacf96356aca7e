import { startThread } from '../../src/server/source-thread.ts';
import type { ValidationEngine } from '../../src/server/use-cases/carry-out-validation.ts';
import type { EngineThreadData, EngineThreadMessage } from './thread-messages.ts';

/** A thread that does not end by itself in this time is terminated; its database goes next. Milliseconds. */
const CLOSE_MS = 5_000;
/** A thread that does not take work after this time never will. Milliseconds. */
const START_MS = 60_000;

function threadUrl(): URL {
  return import.meta.url.endsWith('.mjs')
    ? new URL('./engine-thread.mjs', import.meta.url)
    : new URL('../engine-thread.ts', import.meta.url);
}

/** Starts an execution process in a thread; resolves when it takes work. @throws what the thread dies of */
export function startEngineThread(workerData: EngineThreadData): Promise<ValidationEngine> {
  const thread = startThread(threadUrl(), { workerData, name: 'validation engine', execArgv: [] });
  let heapMb: number | null = null;
  const gone = new Promise<void>((resolve) => {
    thread.once('exit', () => resolve());
  });
  const engine: ValidationEngine = {
    heapMb: () => heapMb,
    kill: async () => {
      await thread.terminate();
      heapMb = null;
    },
    close: async () => {
      thread.postMessage('close');
      const late = setTimeout(() => void thread.terminate(), CLOSE_MS);
      await gone;
      clearTimeout(late);
    },
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => void thread.terminate(), START_MS);
    thread.on('error', reject);
    thread.once('exit', () => {
      clearTimeout(late);
      reject(new Error('an execution process of the benchmark ended before it was ready'));
    });
    thread.on('message', (message: EngineThreadMessage) => {
      if (message !== 'ready') heapMb = message.heapMb;
      else {
        clearTimeout(late);
        resolve(engine);
      }
    });
  });
}
