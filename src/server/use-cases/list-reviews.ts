import { z } from 'zod';
import type { ReviewView } from '../core/contract/review-view.ts';
import { cutPage, type Page } from '../core/page.ts';
import { listOpenReviews } from '../db/reviews.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listReviewsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  runId: z.uuid().optional(),
});
export type ListReviews = z.output<typeof listReviewsSchema>;

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/** Results that wait for a person's verdict, oldest first. @throws MalformedError for a foreign cursor */
export async function listReviews(deps: Deps, { limit, after, runId }: ListReviews): Promise<Page<ReviewView>> {
  const from = decodeCursor(place, after);
  const rows = await listOpenReviews(deps.db.pool, { limit: limit + 1, after: from && { openedAt: from[0], attemptId: from[1] }, runId });
  return cutPage(rows, limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.openedAt, row.attemptId]) });
}
