import type { AgentAnswer } from './adapter.ts';
import { CANCELLED, failed } from './agent-answers.ts';
import type { AgentLimits } from './limits.ts';

// The times of one call over the network. It runs until one of them is up, the caller aborts, or it is stopped:
//   waiting (first byte) -> reading (idle) -> stopped | ended by a reason, once

export type ClockEnd = 'timeout' | 'first_byte_timeout' | 'idle_timeout' | 'cancelled';

export interface CallClock {
  /** Fires when the call has to end. */
  readonly signal: AbortSignal;
  /** How long a new connection may take, ms. */
  readonly connectMs: number;
  /** Why it fired; null while it has not. */
  ended(): ClockEnd | null;
  /** To be called for every piece of the answer, headers included. */
  byte(): void;
  /** The call is over and its connection may be used again. */
  stop(): void;
  /** The call is over and its connection must go. */
  drop(): void;
}

/** Starts the clock; the caller has to stop it. */
export function startCallClock(call: { timeoutMs: number; signal: AbortSignal }, limits: AgentLimits): CallClock {
  const controller = new AbortController();
  let end: ClockEnd | null = null;
  const finish = (reason: ClockEnd) => {
    if (end !== null) return;
    end = reason;
    stop();
    controller.abort();
  };
  const cancel = () => finish('cancelled');
  const total = setTimeout(() => finish('timeout'), call.timeoutMs);
  // With less time than that in all, it is the whole call that timed out.
  const first = limits.firstByteMs < call.timeoutMs ? setTimeout(() => finish('first_byte_timeout'), limits.firstByteMs) : undefined;
  let idle: NodeJS.Timeout | undefined;
  let stopped = false;
  function stop() {
    stopped = true;
    clearTimeout(total);
    clearTimeout(first);
    clearTimeout(idle);
    call.signal.removeEventListener('abort', cancel);
  }
  if (call.signal.aborted) cancel();
  else call.signal.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    connectMs: limits.connectMs,
    ended: () => end,
    byte() {
      if (stopped) return;
      clearTimeout(first);
      if (idle) idle.refresh();
      else idle = setTimeout(() => finish('idle_timeout'), limits.idleMs);
    },
    stop,
    drop() {
      stop();
      controller.abort();
    },
  };
}

/** The answer of a call that its clock has ended. */
export function clockAnswer(end: ClockEnd, call: { timeoutMs: number }, limits: AgentLimits): AgentAnswer {
  switch (end) {
    case 'cancelled':
      return CANCELLED;
    case 'timeout':
      return failed('timeout', `no result within ${call.timeoutMs} ms`, { retryable: true });
    case 'first_byte_timeout':
      return failed('first_byte_timeout', `no answer within ${limits.firstByteMs} ms`, {
        retryable: true,
        detail: { silent_ms: limits.firstByteMs },
      });
    case 'idle_timeout':
      return failed('idle_timeout', `the answer stopped for ${limits.idleMs} ms`, {
        retryable: true,
        detail: { silent_ms: limits.idleMs },
      });
  }
}
