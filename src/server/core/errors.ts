// One class per cause, each with a code. The code is the contract: doors map it (api/error-map.ts), clients switch on it, nobody reads
// the message to decide anything.

/** One fault in a value somebody sent: where it is ("tasks.3.dependencies.0") and what is wrong with it. */
export interface Fault {
  path: string;
  message: string;
}

export const ERROR_CODES = [
  'malformed',
  'invalid',
  'invalid_definition',
  'unauthenticated',
  'forbidden',
  'not_found',
  'method_not_allowed',
  'conflict',
  'stale_fence',
  'precondition_failed',
  'idempotency_mismatch',
  'idempotency_in_progress',
  'payload_too_large',
  'unsupported_media_type',
  'rate_limited',
  'egress_denied',
  'command_agents_disabled',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** The base of every error that a person or a client may see. */
export abstract class HiveError extends Error {
  abstract readonly code: ErrorCode;
  readonly faults: Fault[];

  constructor(message: string, faults: Fault[] = []) {
    super(message);
    this.name = new.target.name;
    this.faults = faults;
  }
}

/** The bytes are not what they claim to be: broken JSON, a URL that is none, a header that cannot be sent. */
export class MalformedError extends HiveError {
  readonly code = 'malformed';
}
/** Well-formed, but not a value this door takes. */
export class InvalidError extends HiveError {
  readonly code = 'invalid';
}
/** A workflow definition that cannot run: a cycle, an unknown dependency, a condition that does not parse. */
export class InvalidDefinitionError extends HiveError {
  readonly code = 'invalid_definition';
}
export class UnauthenticatedError extends HiveError {
  readonly code = 'unauthenticated';
}
export class ForbiddenError extends HiveError {
  readonly code = 'forbidden';
}
export class NotFoundError extends HiveError {
  readonly code = 'not_found';
}
export class MethodNotAllowedError extends HiveError {
  readonly code = 'method_not_allowed';
}
/** The thing is not in a state that allows the act. */
export class ConflictError extends HiveError {
  readonly code = 'conflict';
}
/** The writer holds an old claim: the task has been given to somebody else, finished or cancelled since. */
export class StaleFenceError extends HiveError {
  readonly code = 'stale_fence';
}
/** Somebody saved in between (If-Match). */
export class PreconditionFailedError extends HiveError {
  readonly code = 'precondition_failed';
}
export class IdempotencyMismatchError extends HiveError {
  readonly code = 'idempotency_mismatch';
}
export class IdempotencyInProgressError extends HiveError {
  readonly code = 'idempotency_in_progress';
}
export class PayloadTooLargeError extends HiveError {
  readonly code = 'payload_too_large';
}
export class UnsupportedMediaTypeError extends HiveError {
  readonly code = 'unsupported_media_type';
}
/** Too many requests; `retryAfterMs` says when the next one may succeed. */
export class RateLimitedError extends HiveError {
  readonly code = 'rate_limited';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}
/** An outgoing call to a place that agents may not reach. */
export class EgressDeniedError extends HiveError {
  readonly code = 'egress_denied';
}
export class CommandAgentsDisabledError extends HiveError {
  readonly code = 'command_agents_disabled';
}
/** A thing we depend on (the database) does not answer. */
export class UnavailableError extends HiveError {
  readonly code = 'unavailable';
}

export function isHiveError(error: unknown): error is HiveError {
  return error instanceof HiveError;
}
