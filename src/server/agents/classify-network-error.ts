import { EgressDeniedError, MalformedError } from '../core/errors.ts';
import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';
import { type CallClock, clockAnswer } from './call-clock.ts';
import { AnswerTooLargeError } from './egress-client.ts';
import { NameLookupError } from './egress-dispatcher.ts';
import type { AgentLimits } from './limits.ts';
import { outputTooLarge } from './read-output.ts';

const MAX_CAUSES = 8;
/** Characters of what the client says where it has no code, as for a port that no client may call. */
const MAX_REASON = 200;

/** The failure behind an error of a network call: the clock that ended it, else the first cause that is known. */
export function networkFailure(
  error: unknown,
  call: { clock: Pick<CallClock, 'ended'>; timeoutMs: number; limits: AgentLimits },
): AgentAnswer {
  const end = call.clock.ended();
  if (end !== null) return clockAnswer(end, call, call.limits);
  const causes = listCauses(error);
  for (const cause of causes) {
    if (cause instanceof EgressDeniedError || cause instanceof MalformedError) {
      return failed('egress_denied', cause.message, { retryable: false });
    }
    if (cause instanceof AnswerTooLargeError) return outputTooLarge(call.limits);
    if (cause instanceof NameLookupError) return failed('connect_error', cause.message, { retryable: true });
  }
  const code = causes.map(readCode).find((found) => found !== null) ?? null;
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return failed('connect_error', `no connection within ${call.limits.connectMs} ms`, {
      retryable: true,
      detail: { cause: 'connect_timeout' },
    });
  }
  const detail = code === null ? {} : { detail: { cause: code } };
  // zlib and brotli: the bytes are not what Content-Encoding says.
  if (code !== null && /^(Z_|ERR__ERROR_FORMAT)/.test(code)) {
    return failed('invalid_output', 'the answer cannot be decompressed', { retryable: true, ...detail });
  }
  const why = code ?? causes.findLast((cause) => cause instanceof Error)?.message.slice(0, MAX_REASON);
  return failed('connect_error', `the connection to the agent failed${why ? `: ${why}` : ''}`, { retryable: true, ...detail });
}

/** The error and what caused it, outermost first; of several attempts to connect, each. */
export function listCauses(error: unknown): unknown[] {
  const causes: unknown[] = [];
  const open = [error];
  while (open.length > 0 && causes.length < MAX_CAUSES) {
    const next = open.shift();
    if (next === undefined || next === null) continue;
    causes.push(next);
    if (next instanceof AggregateError) open.push(...(next.errors as unknown[]));
    if (next instanceof Error) open.push(next.cause);
  }
  return causes;
}

export function readCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
