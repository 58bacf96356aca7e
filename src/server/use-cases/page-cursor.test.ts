import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MalformedError } from '../core/errors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

const place = z.tuple([z.string(), z.number()]);

describe('page cursors', () => {
  it('[V1] a place comes back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (name, number) => {
        expect(decodeCursor(place, encodeCursor([name, number]))).toEqual([name, number]);
      }),
    );
  });

  it('[V12] anything else is malformed', () => {
    for (const text of ['', 'x', '%%%', encodeCursor(['a']), encodeCursor({}), Buffer.from('{').toString('base64url')]) {
      expect(() => decodeCursor(place, text)).toThrow(MalformedError);
    }
  });
});
