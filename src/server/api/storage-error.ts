import { type HiveError, InvalidError, UnavailableError } from '../core/errors.ts';

// Errors of the storage layer, told apart by their codes. A door needs two answers only: "the database is not there" (503, try again)
// and "the database refused a value that no schema caught" (422, do not try again). Everything else is ours (500).

/** Node's codes of a connection that cannot be made or broke. */
const CONNECTION_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);
/** Prisma's: cannot reach, timed out, connection closed, pool exhausted. */
const PRISMA_UNAVAILABLE = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);
/** SQLSTATE: connection exceptions, shutting down or starting up, too many connections. */
const SQLSTATE_UNAVAILABLE = /^(08...|57P0[123]|53300)$/;
/** SQLSTATE class 22: a value that the database cannot hold (a NUL byte in a text, a number out of range). */
const SQLSTATE_DATA = /^22...$/;
/** How deep wrapped causes are followed; wrappers may be cyclic. */
const MAX_CAUSES = 6;

function* causes(error: unknown): Generator<Record<string, unknown>> {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth += 1) {
    const record = current as Record<string, unknown>;
    yield record;
    const meta = record.meta as { driverAdapterError?: unknown } | undefined;
    current = record.cause ?? meta?.driverAdapterError;
  }
}

/** The error a client should see for a storage failure, or null when `error` is none. */
export function readStorageError(error: unknown): HiveError | null {
  for (const record of causes(error)) {
    for (const code of [record.code, record.originalCode]) {
      if (typeof code !== 'string') continue;
      if (CONNECTION_CODES.has(code) || PRISMA_UNAVAILABLE.has(code) || SQLSTATE_UNAVAILABLE.test(code)) {
        return new UnavailableError('the database does not answer');
      }
      if (SQLSTATE_DATA.test(code)) return new InvalidError('the request holds a value that cannot be stored');
    }
  }
  return null;
}
