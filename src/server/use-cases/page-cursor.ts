import type { z } from 'zod';
import { MalformedError } from '../core/errors.ts';

/** A cursor's text: opaque to clients, JSON inside, so that what a list is keyed by may change. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * Reads a cursor back; undefined stays undefined (the first page).
 * @throws MalformedError when the text is no cursor of this list
 */
export function decodeCursor<S extends z.ZodType>(schema: S, text: string | undefined): z.output<S> | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw new MalformedError('the cursor is not one of this list', [{ path: 'after', message: 'take next_cursor of the page before' }]);
  }
}
