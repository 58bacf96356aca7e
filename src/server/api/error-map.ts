import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';
import type { ErrorCode } from '../core/errors.ts';

interface Outside {
  /** HTTP status of a REST answer. */
  status: number;
  /** The problem's title: the same words for every error of this code. */
  title: string;
  /** The tRPC code; its HTTP status may be coarser than the REST one. */
  trpc: TRPC_ERROR_CODE_KEY;
}

/** How every error code looks from outside. The one map for both doors. */
export const ERROR_MAP = {
  malformed: { status: 400, title: 'Malformed request', trpc: 'BAD_REQUEST' },
  invalid: { status: 422, title: 'Invalid value', trpc: 'UNPROCESSABLE_CONTENT' },
  invalid_definition: { status: 422, title: 'Invalid workflow definition', trpc: 'UNPROCESSABLE_CONTENT' },
  unauthenticated: { status: 401, title: 'Authentication required', trpc: 'UNAUTHORIZED' },
  forbidden: { status: 403, title: 'Not allowed', trpc: 'FORBIDDEN' },
  not_found: { status: 404, title: 'Not found', trpc: 'NOT_FOUND' },
  method_not_allowed: { status: 405, title: 'Method not allowed', trpc: 'METHOD_NOT_SUPPORTED' },
  conflict: { status: 409, title: 'Conflict with the current state', trpc: 'CONFLICT' },
  stale_fence: { status: 409, title: 'Stale fence', trpc: 'CONFLICT' },
  precondition_failed: { status: 412, title: 'Saved by somebody else in between', trpc: 'PRECONDITION_FAILED' },
  idempotency_mismatch: { status: 422, title: 'Idempotency key used for another request', trpc: 'UNPROCESSABLE_CONTENT' },
  idempotency_in_progress: { status: 409, title: 'The first request with this idempotency key is still running', trpc: 'CONFLICT' },
  payload_too_large: { status: 413, title: 'Payload too large', trpc: 'PAYLOAD_TOO_LARGE' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type', trpc: 'UNSUPPORTED_MEDIA_TYPE' },
  rate_limited: { status: 429, title: 'Too many requests', trpc: 'TOO_MANY_REQUESTS' },
  egress_denied: { status: 400, title: 'Address not allowed', trpc: 'BAD_REQUEST' },
  command_agents_disabled: { status: 403, title: 'Command agents are disabled', trpc: 'FORBIDDEN' },
  unavailable: { status: 503, title: 'Temporarily unavailable', trpc: 'SERVICE_UNAVAILABLE' },
  internal: { status: 500, title: 'Internal error', trpc: 'INTERNAL_SERVER_ERROR' },
} as const satisfies Record<ErrorCode, Outside>;
