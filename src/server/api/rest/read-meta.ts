import { MalformedError } from '../../core/errors.ts';
import { parseTraceparent } from '../../core/trace/trace-context.ts';
import type { RequestMeta } from './define-route.ts';

/** Seconds; a longer wait asked for is served as this one. */
export const MAX_WAIT_SECONDS = 60;

/** `Prefer: wait=N` among other preferences. @throws MalformedError when N is no whole number of seconds */
export function readWait(prefer: string | null): number | null {
  const wait = prefer
    ?.split(',')
    .map((part) => part.trim())
    .find((part) => /^wait\s*=/i.test(part));
  if (wait === undefined) return null;
  const seconds = /^wait\s*=\s*"?(\d{1,9})"?$/i.exec(wait)?.[1];
  if (seconds === undefined) throw new MalformedError('Prefer: wait takes a whole number of seconds');
  return Math.min(Number(seconds), MAX_WAIT_SECONDS);
}

/** A revision as an entity tag. */
export const etagOf = (revision: number): string => `"${revision}"`;

/** The revision in `If-Match`, null for none or `*`. @throws MalformedError for a tag that we never gave out */
export function readIfMatch(header: string | null): number | null {
  if (header === null || header.trim() === '*') return null;
  const revision = /^"(\d{1,9})"$/.exec(header.trim())?.[1];
  if (revision === undefined) throw new MalformedError('If-Match takes one tag from an ETag header');
  return Number(revision);
}

const readTraceparent = (header: string | null): string | null => (parseTraceparent(header) === null ? null : (header?.trim() ?? null));

/** @throws MalformedError */
export function readMeta(request: Request): RequestMeta {
  return {
    waitSeconds: readWait(request.headers.get('prefer')),
    ifMatch: readIfMatch(request.headers.get('if-match')),
    lastEventId: request.headers.get('last-event-id'),
    traceparent: readTraceparent(request.headers.get('traceparent')),
    signal: request.signal,
  };
}

/** Names under which people put keys into URLs, where every log and history keeps them. */
const KEY_NAMES = new Set(['api_key', 'apikey', 'access_token', 'authorization', 'token']);
const KEY_VALUE = /^(bearer\s+)?hive_[A-Za-z0-9_-]{16,}$/i;

/** The query as a record. @throws MalformedError for a repeated name, NUL, or an API key in the URL */
export function readQuery(query: URLSearchParams): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const [name, value] of query) {
    if (KEY_NAMES.has(name.toLowerCase()) || KEY_VALUE.test(value))
      throw new MalformedError('a key goes into the Authorization header, never into the URL');
    if (name in record) throw new MalformedError(`the query names "${name.slice(0, 100)}" twice`);
    if (name.includes('\u0000') || value.includes('\u0000')) throw new MalformedError('the query holds a NUL character');
    record[name] = value;
  }
  return { ...record };
}
