import { z } from 'zod';
import type { ApprovalView } from '../core/approval/approval-view.ts';
import { NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import { countInbox, findApproval, listApprovalRows, type StoredApproval } from '../db/approvals.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';

export const listApprovalsSchema = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  after: z.string().max(2_000).optional(),
  /** Open ones, oldest first; or those that are over, newest first. */
  status: z.enum(['open', 'decided']).default('open'),
  runId: z.uuid().optional(),
});
export type ListApprovals = z.output<typeof listApprovalsSchema>;

/** More than this is shown as "99+": nobody counts further. */
const MOST_COUNTED = 100;

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

async function nameDeciders(deps: Deps, rows: StoredApproval[]): Promise<(row: StoredApproval) => ApprovalView> {
  const nameOf = await nameActors(
    deps,
    rows.flatMap(({ decidedBy }) => decidedBy ?? []),
  );
  return ({ fence: _, ...row }) => ({ ...row, decidedByName: row.decidedBy && nameOf(row.decidedBy) });
}

/** Questions that tasks wait for. @throws MalformedError for a foreign cursor */
export async function listApprovals(deps: Deps, { limit, after, status, runId }: ListApprovals): Promise<Page<ApprovalView>> {
  const from = decodeCursor(place, after);
  const page = { limit: limit + 1, open: status === 'open', after: from && { at: from[0], id: from[1] }, runId };
  const rows = await listApprovalRows(deps.db.pool, page);
  const view = await nameDeciders(deps, rows);
  return cutPage(rows, limit, {
    view,
    cursorOf: (row) => encodeCursor([(status === 'open' ? row.openedAt : (row.decidedAt ?? row.openedAt)).toISOString(), row.id]),
  });
}

/** @throws NotFoundError */
export async function readApproval(deps: Deps, id: string): Promise<ApprovalView> {
  const row = await findApproval(deps.db.pool, id);
  if (row === null) throw new NotFoundError(`no approval ${id}`);
  return (await nameDeciders(deps, [row]))(row);
}

/** How much waits for a person, counted up to 100 of each kind. */
export function countWaiting(deps: Pick<Deps, 'db'>): Promise<{ approvals: number; reviews: number }> {
  return countInbox(deps.db.pool, MOST_COUNTED);
}
