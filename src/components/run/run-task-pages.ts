import type { TaskSummary } from '@/server/core/task/task-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

/** Tasks per request; large runs take several. */
const PAGE = 500;

export const runTasksKey = (runId: string) => ['runs', 'tasks', runId] as const;

type Fetch = (input: { runId: string; limit: number; after?: string }) => Promise<KeysetPage<TaskSummary>>;

/** Every task of a run, in the order of its definition. */
export function runTaskPages(fetch: Fetch, runId: string) {
  return keysetPages(runTasksKey(runId), (after) => fetch({ runId, limit: PAGE, ...(after !== null && { after }) }));
}
