import type { RunSummary } from '@/server/core/run/run-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';
import { type RunFilter, runListInput } from './run-filter.ts';

/** The cache key of every run list, for live patches. */
export const RUNS_KEY = ['runs', 'pages'] as const;
const PAGE = 50;

type Fetch = (input: ReturnType<typeof runListInput> & { limit: number; after?: string }) => Promise<KeysetPage<RunSummary>>;

/** Runs under a filter, newest first, a page at a time. */
export function runPages(fetch: Fetch, filter: RunFilter) {
  const input = runListInput(filter);
  return keysetPages([...RUNS_KEY, input], (after) => fetch({ ...input, limit: PAGE, ...(after !== null && { after }) }));
}
