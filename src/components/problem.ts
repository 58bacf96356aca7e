import { TRPCClientError } from '@trpc/client';
import type { AppRouter } from '@/server/api/root.ts';
import type { ErrorCode, Fault } from '@/server/core/errors.ts';
import type { Problem } from './ui/error-state.tsx';

/** What a failed call says, for people. */
export interface CallProblem extends Problem {
  /** Null when the server was not reached. */
  code: ErrorCode | null;
  faults: Fault[];
}

const KINDS: Partial<Record<string, Problem['kind']>> = { FORBIDDEN: 'denied', UNAUTHORIZED: 'denied', NOT_FOUND: 'not-found' };

/** Reads an error of a query or mutation. */
export function readProblem(error: unknown): CallProblem {
  if (!(error instanceof TRPCClientError)) {
    return { kind: 'failed', message: 'Something in this page went wrong.', requestId: null, code: null, faults: [] };
  }
  const { data, message } = error as TRPCClientError<AppRouter>;
  if (!data) return { kind: 'failed', message: 'The server does not answer.', requestId: null, code: null, faults: [] };
  return {
    kind: KINDS[data.code] ?? 'failed',
    message: sentence(message),
    requestId: data.requestId,
    code: data.hiveCode,
    faults: data.faults,
  };
}

/** Server messages are lower-case fragments; on a page they stand as sentences. */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
