import type { JsonValue } from '../core/json.ts';
import type { AttemptErrorCode, AttemptUsage } from '../core/task/attempt-outcome.ts';
import type { AgentAnswer } from './adapter.ts';
import { stripControls } from './strip-controls.ts';

const MAX_MESSAGE = 2_000;

export interface FailureFacts {
  retryable: boolean;
  retryAfterMs?: number;
  detail?: Record<string, JsonValue>;
  usage?: AttemptUsage | null;
}

/** A failed answer whose message is fit for people: clean and at most 2,000 characters. */
export function failed(code: AttemptErrorCode, message: string, facts: FailureFacts): AgentAnswer {
  const { usage = null, ...rest } = facts;
  return { kind: 'failed', error: { code, message: stripControls(message).slice(0, MAX_MESSAGE), ...rest }, usage };
}

/** What a call answers after its signal has fired; nobody looks at it. */
export const CANCELLED: AgentAnswer = failed('cancelled', 'the call was cancelled', { retryable: false });
