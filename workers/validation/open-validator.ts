import type { Worker as Thread } from 'node:worker_threads';
import type { Deps } from '../../src/server/deps.ts';
import { startThread } from '../../src/server/source-thread.ts';
import { tendValidations } from '../../src/server/use-cases/tend-validations.ts';
import type { ValidationThreadData } from './thread-messages.ts';

/** A process's share of the validator. */
export interface Validator {
  /** One look: takes what is queued, unless this process carries out a run already. For a duty of the fleet. */
  tend(): Promise<void>;
  /** Ends the thread. Its run fails when its lease runs out, and what it made is removed then. */
  close(): Promise<void>;
}

function threadUrl(): URL {
  return import.meta.url.endsWith('.mjs')
    ? new URL('./validation-thread.mjs', import.meta.url)
    : new URL('../validation-thread.ts', import.meta.url);
}

export function openValidator(deps: Deps): Validator {
  let thread: Thread | null = null;
  return {
    async tend() {
      const run = await tendValidations(deps, { mayTake: thread === null });
      if (run === null) return;
      const workerData: ValidationThreadData = { env: deps.env, run };
      const started = startThread(threadUrl(), { workerData, name: 'validation', execArgv: [] });
      thread = started;
      started.on('error', (error) => deps.log.warn({ err: error, validation: run.id }, 'the thread of a validation run died'));
      started.once('exit', () => {
        if (thread === started) thread = null;
      });
    },
    async close() {
      await thread?.terminate();
    },
  };
}
