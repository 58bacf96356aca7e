import type { JsonValue } from '../core/json.ts';
import type { AgentAnswer } from './adapter.ts';
import { failed } from './agent-answers.ts';

/** Client errors that another attempt may not meet: request timeout, too early, too many requests. */
const RETRYABLE_CLIENT_ERRORS = [408, 425, 429];
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

export interface HttpRefusal {
  status: number;
  retryAfter: string | null;
  /** Of a redirect, which is never followed. */
  location: string | null;
  /** The start of the answer, already free of secrets. */
  body: string;
}

/** The failure behind an HTTP status that is no success. `nowMs`: epoch milliseconds, for a Retry-After that names a date. */
export function statusFailure(refusal: HttpRefusal, nowMs: number): AgentAnswer {
  const { status, body } = refusal;
  const detail: Record<string, JsonValue> = { status };
  if (body !== '') detail.body = body;
  if (status >= 300 && status < 400) {
    const host = refusal.location === null ? null : redirectHost(refusal.location);
    if (host !== null) detail.location_host = host;
    const where = host === null ? '' : ` to ${host}`;
    return failed('http_status', `the agent answered ${status}: a redirect${where}, which is not followed`, { retryable: false, detail });
  }
  const retryAfterMs = refusal.retryAfter === null ? null : parseRetryAfter(refusal.retryAfter, nowMs);
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    return failed('rate_limited', `the agent answered ${status}: it wants fewer calls`, { retryable: true, detail, ...wait });
  }
  const retryable = status >= 500 || RETRYABLE_CLIENT_ERRORS.includes(status);
  return failed('http_status', `the agent answered ${status}`, { retryable, detail, ...wait });
}

/** Milliseconds to wait, from seconds or an HTTP date, at most a day; null when it is neither. */
export function parseRetryAfter(value: string, nowMs: number): number | null {
  const text = value.trim();
  const wait = /^[0-9]{1,10}$/.test(text) ? Number(text) * 1_000 : /[a-z]/i.test(text) ? Date.parse(text) - nowMs : Number.NaN;
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.round(wait)), MAX_RETRY_AFTER_MS) : null;
}

function redirectHost(location: string): string | null {
  if (!URL.canParse(location)) return null;
  return new URL(location).host || null;
}
