import { z } from 'zod';

/** The input of every list; `after` is the `nextCursor` of the page before. */
export const pageInput = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().min(1).max(500).optional(),
});
