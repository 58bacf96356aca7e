import type { AgentAdapter } from './adapter.ts';
import { failed } from './agent-answers.ts';

/** Pull agents claim their tasks over HTTP; nobody calls them. */
export function createWorkerAdapter(): AgentAdapter<'worker'> {
  return {
    kind: 'worker',
    async call() {
      return failed('unsupported_kind', 'a worker agent claims its tasks, it is not called', { retryable: false });
    },
  };
}
