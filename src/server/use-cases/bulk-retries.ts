import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, InvalidError, NotFoundError } from '../core/errors.ts';
import { cutPage, type Page } from '../core/page.ts';
import {
  type BulkAct,
  type BulkFilter,
  type BulkRetryView,
  bulkCancelFilterSchema,
  bulkFilterSchema,
  MOST_BULK_RUNS,
} from '../core/run/bulk-retry.ts';
import { plainName } from '../core/workflow/definition.ts';
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

export const bulkCancelSchema = z.strictObject({
  filter: bulkCancelFilterSchema.prefault({}),
  /** Kept with every run. */
  reason: plainName.optional(),
});
export type BulkCancel = z.output<typeof bulkCancelSchema>;

async function viewsOf(deps: Pick<Deps, 'db'>, rows: BulkRetryRow[]): Promise<BulkRetryView[]> {
  const nameOf = await nameActors(
    deps,
    rows.map(({ createdBy }) => createdBy),
  );
  return rows.map((row) => ({ ...row, createdByName: nameOf(row.createdBy) }));
}

interface BulkRequest {
  act: BulkAct;
  filter: BulkFilter;
  newest: boolean;
  reason: string | null;
}

const retryOf = ({ filter, newest }: BulkRetry): BulkRequest => ({ act: 'retry', filter, newest, reason: null });
const cancelOf = ({ filter, reason }: BulkCancel): BulkRequest => ({
  ...{ act: 'cancel', filter: { ...filter, retriedToo: true }, newest: false, reason: reason ?? null },
});

async function countBulk(deps: Pick<Deps, 'db'>, request: BulkRequest): Promise<{ runs: number; most: number }> {
  return { runs: await countBulkRuns(deps.db.pool, request), most: MOST_BULK_RUNS };
}

async function startBulk(deps: Deps, request: BulkRequest, principal: Principal): Promise<BulkRetryView> {
  const { act, filter, newest, reason } = request;
  const { runs } = await countBulk(deps, request);
  if (runs > MOST_BULK_RUNS) {
    const message = `${runs} runs match, and ${MOST_BULK_RUNS} are the most at once: narrow it by time or workflow`;
    throw new InvalidError('too many runs', [{ path: 'filter', message }]);
  }
  const id = deps.newId();
  const total = await insertBulkRetry(deps.db.pool, { ...request, id, createdBy: principal.id, most: MOST_BULK_RUNS });
  const detail = { total, filter, ...(act === 'retry' ? { newest } : {}), ...(reason === null ? {} : { reason }) };
  await recordAudit(deps, { actor: principal, action: `bulk_${act}.start`, subject: `bulk_${act}:${id}`, detail });
  return readBulkRetry(deps, id);
}

/** How many runs a bulk retry would be about. */
export const countBulkRetry = (deps: Pick<Deps, 'db'>, request: BulkRetry) => countBulk(deps, retryOf(request));
/** How many runs a bulk cancel would be about. */
export const countBulkCancel = (deps: Pick<Deps, 'db'>, request: BulkCancel) => countBulk(deps, cancelOf(request));

/**
 * Begins to retry every run that the filter means. The runs are decided now; they are begun in batches by whichever process has the duty.
 * @throws InvalidError when they are more than one bulk retry takes
 */
export const startBulkRetry = (deps: Deps, request: BulkRetry, principal: Principal) => startBulk(deps, retryOf(request), principal);

/**
 * Begins to cancel every run that the filter means and that goes on, in batches like a bulk retry.
 * @throws InvalidError when they are more than one takes
 */
export const startBulkCancel = (deps: Deps, request: BulkCancel, principal: Principal) => startBulk(deps, cancelOf(request), principal);

/** @param act only one of this kind is found; absent: either. @throws NotFoundError */
export async function readBulkRetry(deps: Pick<Deps, 'db'>, id: string, act?: BulkAct): Promise<BulkRetryView> {
  const row = await findBulkRetry(deps.db.pool, id);
  const [view] = row === null || (act !== undefined && row.act !== act) ? [] : await viewsOf(deps, [row]);
  if (view === undefined) throw new NotFoundError(`no bulk ${act ?? 'retry or cancel'} ${id}`);
  return view;
}

const place = z.tuple([z.iso.datetime().transform((text) => new Date(text)), z.uuid()]);

/** Bulk retries and cancels, newest first. @throws MalformedError for a foreign cursor */
export async function listBulkRetries(
  deps: Pick<Deps, 'db'>,
  page: { act?: BulkAct; limit: number; after?: string | undefined },
): Promise<Page<BulkRetryView>> {
  const from = decodeCursor(place, page.after);
  const after = from ? { createdAt: from[0], id: from[1] } : null;
  const rows = await listBulkRetryRows(deps.db.pool, { act: page.act ?? null, limit: page.limit + 1, after });
  const cut = cutPage(rows, page.limit, { view: (row) => row, cursorOf: (row) => encodeCursor([row.createdAt, row.id]) });
  return { data: await viewsOf(deps, cut.data), nextCursor: cut.nextCursor };
}

/** Stops it before its next batch; what was done by then stays. @throws NotFoundError, ConflictError when it has ended */
export async function stopBulkRetry(deps: Deps, id: string, principal: Principal): Promise<BulkRetryView> {
  const { act } = await readBulkRetry(deps, id);
  const change = await abortBulkRetry(deps.db.pool, id);
  if (!change?.changed) throw new ConflictError(`a bulk ${act} that is ${change?.status ?? 'gone'} cannot be aborted`);
  await recordAudit(deps, { actor: principal, action: `bulk_${act}.abort`, subject: `bulk_${act}:${id}` });
  return readBulkRetry(deps, id);
}
