import type { WorkflowSummary } from '@/server/core/workflow/workflow-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

/** The cache key of every list of workflows. */
export const WORKFLOWS_KEY = ['workflows', 'pages'] as const;
const PAGE = 100;

type Fetch = (input: { limit: number; text?: string; after?: string }) => Promise<KeysetPage<WorkflowSummary>>;

/** Stored workflows whose name or id holds the text, by id. */
export function workflowPages(fetch: Fetch, text: string) {
  const filter = text.trim() === '' ? {} : { text: text.trim() };
  return keysetPages([...WORKFLOWS_KEY, filter], (after) => fetch({ ...filter, limit: PAGE, ...(after !== null && { after }) }));
}
