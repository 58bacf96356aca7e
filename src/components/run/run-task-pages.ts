import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

/** Tasks of the first request, more than any screen shows at once, and of those that follow it, the most the server gives. */
const FIRST_PAGE = 60;
const PAGE = 1_000;

export const runTasksKey = (runId: string) => ['runs', 'tasks', runId] as const;

type Fetch = (input: { runId: string; limit: number; after?: string }) => Promise<KeysetPage<TaskSummary>>;

/** Every task of a run, in the order of its definition. */
export function runTaskPages(fetch: Fetch, runId: string) {
  return keysetPages(runTasksKey(runId), (after) =>
    after === null ? fetch({ runId, limit: FIRST_PAGE }) : fetch({ runId, limit: PAGE, after }),
  );
}
