import { workflowBreaker } from '../core/breaker/resource.ts';
import { type EndedRun, readEndedRuns } from '../db/breaker-grants.ts';
import type { Queryable } from '../db/queryable.ts';
import type { Feed } from '../events/feed.ts';
import type { Logger } from '../logger.ts';
import type { BreakerBook } from './breaker-book.ts';

/** A workflow's breaker may hear of its runs a little later: one read for all that ended since. */
const GATHER_MS = 1_000;

const KINDS = { completed: 'success', failed: 'failure', cancelled: 'ignored' } as const;

/** Tells the breakers of stored workflows how the runs ended that this process ended. */
export function followRunEnds({ feed, db, log, book }: { feed: Feed; db: Queryable; log: Logger; book: BreakerBook }): void {
  let ended: string[] = [];
  const read = async (): Promise<void> => {
    const ids = ended;
    ended = [];
    for (const run of await readEndedRuns(db, ids)) reportRun(book, run);
  };
  feed.subscribe((topic, own) => {
    if (!book.enabled || !own || !topic.startsWith('done:')) return;
    if (ended.push(topic.slice('done:'.length)) > 1) return;
    setTimeout(() => void read().catch((err: unknown) => log.warn({ err }, 'the ends of runs were not counted')), GATHER_MS).unref();
  });
}

/** A run that began before its workflow's breaker took its state says nothing about it any more. */
function reportRun(book: BreakerBook, { workflowId, status, generation, startedAt, endedAt }: EndedRun): void {
  const resourceId = workflowBreaker(workflowId);
  const state = book.stateOf(resourceId);
  const began = state === null || startedAt >= state.since ? (state?.generation ?? 0) : state.generation - 1;
  const durationMs = Math.max(0, endedAt - startedAt);
  book.report({ resourceId, kind: KINDS[status], generation: generation ?? began, at: endedAt, durationMs });
}
