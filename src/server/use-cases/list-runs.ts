import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import type { RunSummary } from '../core/run/run-view.ts';
import { RUN_STATUSES } from '../core/run/state.ts';
import { plainName } from '../core/workflow/definition.ts';
import { listRunRows, type RunPlace } from '../db/read-runs.ts';
import type { Deps } from '../deps.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { viewRuns } from './view-runs.ts';

export const listRunsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  status: z.array(z.enum(RUN_STATUSES)).min(1).max(RUN_STATUSES.length).optional(),
  workflowId: plainName.optional(),
  /** Created at or after. */
  createdFrom: z.date().optional(),
  /** Created before. */
  createdTo: z.date().optional(),
  /** Ended at or after, and before. */
  endedFrom: z.date().optional(),
  endedTo: z.date().optional(),
  /** Part of the name or of the workflow's id. */
  text: plainName.optional(),
  /** Only those of which a question or a result waits for a person. */
  needsPerson: z.boolean().optional(),
});
export type ListRuns = z.output<typeof listRunsSchema>;

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/**
 * Runs, newest first. A search for a text looks at so many runs at once: its page may hold fewer than asked for, or none, and yet have a
 * cursor, with which it goes on.
 * @throws MalformedError for a foreign cursor
 */
export async function listRuns(deps: Deps, input: ListRuns): Promise<Page<RunSummary>> {
  const { limit, after, ...filter } = input;
  const from = decodeCursor(place, after);
  const { rows, lookedTo } = await listRunRows(deps.db, filter, { limit: limit + 1, after: from && { createdAt: from[0], id: from[1] } });
  const cursorOf = ({ createdAt, id }: RunPlace) => encodeCursor([createdAt, id]);
  const page = cutPage(rows, limit, { view: (row) => row, cursorOf });
  return { data: await viewRuns(deps, page.data), nextCursor: lookedTo === null ? page.nextCursor : cursorOf(lookedTo) };
}
