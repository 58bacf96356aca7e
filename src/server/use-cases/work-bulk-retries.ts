import { isHiveError } from '../core/errors.ts';
import { BULK_BATCH } from '../core/run/bulk-retry.ts';
import {
  type BulkOutcome,
  lockOpenBulkRetry,
  nextBulkRuns,
  noteBulkOutcomes,
  type OpenBulkRetry,
  refuseMissingRuns,
} from '../db/bulk-retries.ts';
import { inTransaction } from '../db/in-transaction.ts';
import { insertRuns, type NewRun } from '../db/insert-runs.ts';
import { countOpenRuns } from '../db/open-runs.ts';
import type { Queryable } from '../db/queryable.ts';
import { readRerunSources } from '../db/rerun-sources.ts';
import type { Deps } from '../deps.ts';
import { runTopic } from '../events/topics.ts';
import { cancelBatch } from './cancel-batch.ts';
import { type DefinitionSource, newRunOf, openDefinitions, prepareRerun, type RerunWish } from './prepare-rerun.ts';

/** Characters of a reason that is kept. */
const MAX_FAULT = 500;

interface Batch {
  bulk: OpenBulkRetry;
  client: Queryable;
  definitions: DefinitionSource;
}

/** Plans the runs of a batch; one that cannot run any more is refused for its own reason. */
async function planBatch(
  deps: Deps,
  { bulk, client, definitions }: Batch,
  runIds: string[],
): Promise<{ plans: NewRun[]; outcomes: BulkOutcome[] }> {
  const wish: RerunWish = { fromTask: null, fromSeq: null, version: bulk.newest ? 'newest' : 'own' };
  const sources = await readRerunSources(client, runIds);
  const plans: NewRun[] = [];
  const outcomes: BulkOutcome[] = [];
  for (const source of sources) {
    try {
      const prepared = await prepareRerun(deps, { source, kind: 'retry', wish, definitions });
      plans.push(newRunOf(prepared, { parentRunId: source.id, kind: 'retry', wish, createdBy: bulk.createdBy }));
      outcomes.push({ runId: source.id, newRunId: prepared.plan.run.id, fault: null });
    } catch (error) {
      if (!isHiveError(error)) throw error;
      outcomes.push({ runId: source.id, newRunId: null, fault: error.message.slice(0, MAX_FAULT) });
    }
  }
  return { plans, outcomes };
}

/** How many runs may begin now. */
async function roomFor({ env }: Deps, client: Queryable): Promise<number> {
  const most = env.MAX_CONCURRENT_WORKFLOWS;
  return most - (await countOpenRuns(client, most));
}

/**
 * One batch of the oldest open bulk retry or cancel; what is retried begins in one transaction. While as many runs are open as may be, only
 * cancels go on: they make room.
 * @returns the runs begun; null when nothing is open that may go on
 */
async function workBatch(deps: Deps, definitions: DefinitionSource): Promise<string[] | null> {
  return inTransaction(deps.db, async (client) => {
    const room = await roomFor(deps, client);
    const bulk = await lockOpenBulkRetry(client, room > 0 ? ['retry', 'cancel'] : ['cancel']);
    if (bulk === null) return null;
    const runs = bulk.act === 'cancel' ? BULK_BATCH.runs : Math.min(BULK_BATCH.runs, room);
    const runIds = await nextBulkRuns(client, bulk.id, { ...BULK_BATCH, runs });
    if (runIds.length === 0) {
      await refuseMissingRuns(client, bulk.id);
      return [];
    }
    if (bulk.act === 'cancel') {
      await noteBulkOutcomes(client, bulk.id, await cancelBatch(deps, bulk, runIds));
      return [];
    }
    const { plans, outcomes } = await planBatch(deps, { bulk, client, definitions }, runIds);
    if (plans.length > 0) await insertRuns(client, plans);
    await noteBulkOutcomes(client, bulk.id, outcomes);
    return plans.map(({ run }) => run.id);
  });
}

/** Works off open bulk retries and cancels until none is left that another process does not work on, or that may begin no more runs. */
export async function workBulkRetries(deps: Deps): Promise<void> {
  const definitions = openDefinitions(deps);
  for (;;) {
    const begun = await workBatch(deps, definitions);
    if (begun === null) return;
    if (begun.length > 0) deps.feed.publish(['ready', ...begun.map(runTopic)]);
  }
}
