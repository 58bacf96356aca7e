import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';
import type { CallClock } from './call-clock.ts';
import { statusFailure } from './classify-http-status.ts';
import { networkFailure } from './classify-network-error.ts';
import type { AgentLimits } from './limits.ts';
import type { Redact } from './redact.ts';

const EXCERPT_LENGTH = 500;

/** The failure behind an error of the model library: an HTTP status, an answer that is none, an error the model reported, the network. */
export async function modelFailure(
  error: unknown,
  call: { clock: CallClock; timeoutMs: number; limits: AgentLimits; redact: Redact },
): Promise<AgentAnswer> {
  const { AISDKError, APICallError, EmptyResponseBodyError, InvalidResponseDataError, JSONParseError, TypeValidationError } = await import(
    'ai'
  );
  if (APICallError.isInstance(error) && error.statusCode !== undefined && (error.statusCode < 200 || error.statusCode > 299)) {
    const headers = error.responseHeaders ?? {};
    const body = call.redact((error.responseBody ?? '').slice(0, EXCERPT_LENGTH));
    return statusFailure(
      { status: error.statusCode, retryAfter: headers['retry-after'] ?? null, location: headers.location ?? null, body },
      Date.now(),
    );
  }
  const garbled = [EmptyResponseBodyError, InvalidResponseDataError, JSONParseError, TypeValidationError];
  if (garbled.some((kind) => kind.isInstance(error))) {
    return failed('invalid_output', 'the answer is not a chat completion stream', { retryable: true });
  }
  // The class behind this name is not exported.
  if (AISDKError.isInstance(error) && error.name === 'AI_StreamProviderError') {
    return failed('model_error', call.redact(error.message), { retryable: true });
  }
  const answer = networkFailure(error, call);
  // The client quotes a header that it cannot send.
  return answer.kind === 'failed' ? { ...answer, error: { ...answer.error, message: call.redact(answer.error.message) } } : answer;
}
