import type { JournalCall } from '../stack/journal.ts';
import { agentFault } from './agent-faults.ts';

const RETRY_AFTER_S = 1;
/** Retry-After counts from the answer; the agent notes the start of a call. Milliseconds. */
const ROUNDING_MS = 20;

/** A task that was asked again before the agent wanted to be asked. */
function impatient(calls: JournalCall[]): string[] {
  return calls.flatMap((call) => {
    if (call.status !== 429) return [];
    const next = calls.find(({ task, fence }) => task === call.task && fence === call.fence + 1);
    const waited = (next?.startedAt ?? Number.POSITIVE_INFINITY) - (call.endedAt ?? call.startedAt);
    return waited < RETRY_AFTER_S * 1_000 - ROUNDING_MS ? [`asked again after ${waited} ms, not ${RETRY_AFTER_S} s`] : [];
  });
}

export const rateLimitStorm = agentFault({
  name: 'rate-limit-storm',
  about: `an agent refuses every task three times with 429 and Retry-After ${RETRY_AFTER_S}: nobody asks earlier, everything completes`,
  n: 10,
  behaviour: { mode: 'rate-limit', firstCalls: 3, retryAfterSeconds: RETRY_AFTER_S },
  inspect: async (_, calls) => impatient(calls),
});
