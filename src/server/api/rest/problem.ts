import { type Fault, type HiveError, isHiveError, RateLimitedError } from '../../core/errors.ts';
import type { Deps } from '../../deps.ts';
import { ERROR_MAP } from '../error-map.ts';
import { readStorageError } from '../storage-error.ts';

export const PROBLEM_HEADERS = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** RFC 9457. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors: Fault[];
  request_id: string;
}

/** Faults listed in one answer, and characters of each text: what a sender wrote comes back in them. */
const MAX_FAULTS = 100;
const MAX_TEXT = 500;

const cut = (text: string) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text);

export const cutFaults = (faults: Fault[]): Fault[] =>
  faults.slice(0, MAX_FAULTS).map((fault) => ({ path: cut(fault.path), message: cut(fault.message) }));

/** The error a client should see, or null for a fault of ours. */
export function asHiveError(error: unknown): HiveError | null {
  return isHiveError(error) ? error : readStorageError(error);
}

/** Every error as a problem. A fault of ours says nothing but its request id. */
export function toProblem(error: unknown, requestId: string): Problem {
  const hive = asHiveError(error);
  const code = hive?.code ?? 'internal';
  const { status, title } = ERROR_MAP[code];
  const detail = hive ? cut(hive.message) : 'Something went wrong on our side. The log has the cause under this request id.';
  return { type: `urn:hive:problem:${code}`, title, status, detail, code, errors: cutFaults(hive?.faults ?? []), request_id: requestId };
}

/** Headers that an error asks for. */
export function problemHeaders(error: unknown): Record<string, string> {
  if (error instanceof RateLimitedError) return { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000))) };
  const hive = asHiveError(error);
  // The faults of this one list the methods that the path has.
  if (hive?.code === 'method_not_allowed') return { allow: hive.faults.map((fault) => fault.message).join(', ') };
  if (hive?.code === 'unauthenticated') return { 'www-authenticate': 'Bearer' };
  if (hive?.code === 'unavailable') return { 'retry-after': '1' };
  return {};
}

/** The whole answer to a request that failed before or outside of a route. Logs faults of ours. */
export function toProblemResponse(deps: Pick<Deps, 'log'>, error: unknown, requestId: string): Response {
  const hive = asHiveError(error);
  if (hive === null) deps.log.error({ err: error, requestId }, 'request failed');
  const problem = toProblem(error, requestId);
  const headers = { ...PROBLEM_HEADERS, ...problemHeaders(error), 'x-request-id': requestId };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
