import { z } from 'zod';
import { cutPage, type Page } from '../core/page.ts';
import { FAILURE_SEVERITIES, FAILURE_TYPES } from '../core/recovery/failure.ts';
import type { FailureView } from '../core/recovery/failure-view.ts';
import { listFailureRows } from '../db/failures.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listFailuresSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  type: z.enum(FAILURE_TYPES).optional(),
  severity: z.enum(FAILURE_SEVERITIES).optional(),
  agentId: z.uuid().optional(),
  runId: z.uuid().optional(),
  /** Seen at or after, and before. */
  from: z.date().optional(),
  until: z.date().optional(),
  open: z.boolean().optional(),
});
export type ListFailures = z.output<typeof listFailuresSchema>;

const place = z.tuple([z.uuid()]);

/** Failures, newest first, each with what was done about it. @throws MalformedError for a foreign cursor */
export async function listFailures(deps: Pick<Deps, 'db'>, input: ListFailures): Promise<Page<FailureView>> {
  const { limit, after, ...filter } = input;
  const before = decodeCursor(place, after)?.[0] ?? null;
  const rows = await listFailureRows(deps.db, filter, { limit: limit + 1, before });
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ reportedBy }) => reportedBy ?? []),
  );
  return cutPage(rows, limit, {
    view: (row) => ({ ...row, reportedByName: row.reportedBy && nameOf(row.reportedBy) }),
    cursorOf: (row) => encodeCursor([row.id]),
  });
}
