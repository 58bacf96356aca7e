import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, InvalidError, NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import { type BulkRetryView, bulkFilterSchema, MOST_BULK_RUNS } from '../core/run/bulk-retry.ts';
import { abortBulkRetry, type BulkRetryRow, countBulkRuns, findBulkRetry, insertBulkRetry, listBulkRetryRows } from '../db/bulk-retries.ts';
import type { Deps } from '../deps.ts';
import { nameActors } from './name-actors.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { recordAudit } from './record-audit.ts';

export const bulkRetrySchema = z.strictObject({
  filter: bulkFilterSchema.prefault({}),
  /** The newest version of each workflow runs instead of the one that ran. */
  newest: z.boolean().default(false),
});
export type BulkRetry = z.output<typeof bulkRetrySchema>;

async function viewsOf(deps: Pick<Deps, 'db'>, rows: BulkRetryRow[]): Promise<BulkRetryView[]> {
  const nameOf = await nameActors(
    deps,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map((row) => ({ ...row, createdByName: nameOf(row.createdBy) }));
}

/** How many runs a bulk retry would be about. */
export async function countBulkRetry(deps: Pick<Deps, 'db'>, { filter }: BulkRetry): Promise<{ runs: number; most: number }> {
  return { runs: await countBulkRuns(deps.db.pool, filter), most: MOST_BULK_RUNS };
}

/**
 * Begins to retry every run that the filter means. The runs are decided now; they are begun in batches by whichever process has the duty.
 * @throws InvalidError when they are more than one bulk retry takes
 */
export async function startBulkRetry(deps: Deps, { filter, newest }: BulkRetry, principal: Principal): Promise<BulkRetryView> {
  const runs = await countBulkRuns(deps.db.pool, filter);
  if (runs > MOST_BULK_RUNS) {
    const message = `${runs} runs match, and ${MOST_BULK_RUNS} are the most of one bulk retry: narrow it by time or workflow`;
    throw new InvalidError('too many runs', [{ path: 'filter', message }]);
  }
  const id = deps.newId();
  const total = await insertBulkRetry(deps.db.pool, { id, filter, newest, createdBy: principal.id, most: MOST_BULK_RUNS });
  await recordAudit(deps, { actor: principal, action: 'bulk_retry.start', subject: `bulk_retry:${id}`, detail: { total, newest, filter } });
  return readBulkRetry(deps, id);
}

/** @throws NotFoundError */
export async function readBulkRetry(deps: Pick<Deps, 'db'>, id: string): Promise<BulkRetryView> {
  const row = await findBulkRetry(deps.db.pool, id);
  const [view] = row === null ? [] : await viewsOf(deps, [row]);
  if (view === undefined) throw new NotFoundError(`no bulk retry ${id}`);
  return view;
}

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/** Bulk retries, newest first. @throws MalformedError for a foreign cursor */
export async function listBulkRetries(
  deps: Pick<Deps, 'db'>,
  page: { limit: number; after?: string | undefined },
): Promise<Page<BulkRetryView>> {
  const from = decodeCursor(place, page.after);
  const rows = await listBulkRetryRows(deps.db.pool, { limit: page.limit + 1, after: from ? { createdAt: from[0], id: from[1] } : null });
  const cut = cutPage(rows, page.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.createdAt, row.id]) });
  return { data: await viewsOf(deps, cut.data), nextCursor: cut.nextCursor };
}

/** Stops it before its next batch; runs begun by then stay. @throws NotFoundError, ConflictError when it has ended */
export async function stopBulkRetry(deps: Deps, id: string, principal: Principal): Promise<BulkRetryView> {
  const change = await abortBulkRetry(deps.db.pool, id);
  if (change === null) throw new NotFoundError(`no bulk retry ${id}`);
  if (!change.changed) throw new ConflictError(`a bulk retry that is ${change.status} cannot be aborted`);
  await recordAudit(deps, { actor: principal, action: 'bulk_retry.abort', subject: `bulk_retry:${id}` });
  return readBulkRetry(deps, id);
}
