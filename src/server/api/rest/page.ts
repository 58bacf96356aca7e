import { z } from 'zod';

/** Rows of a list without `limit`, and at most. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** A whole number as a query writes it: digits only, so that "1e3", "0x10" and "" are refused. */
export const queryInteger = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** The query of every list. */
export const pageQuery = {
  limit: queryInteger(1, MAX_LIMIT).default(DEFAULT_LIMIT),
  after: z.string().min(1).max(500).optional(),
};

/** The answer of every list. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** A UUID in a path or cursor. */
export const uuid = z.uuid();
