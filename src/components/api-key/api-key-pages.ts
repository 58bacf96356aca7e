import { type KeysetPage, keysetPages } from '../keyset-pages.ts';
import type { RouterOutputs } from '../trpc.tsx';

/** The cache key of the list of keys. */
export const API_KEYS_KEY = ['apiKeys', 'pages'] as const;

export type ApiKey = RouterOutputs['apiKeys']['list']['data'][number];

/** Keys, a page at a time. */
export function apiKeyPages(fetch: (input: { limit: number; after?: string }) => Promise<KeysetPage<ApiKey>>) {
  return keysetPages(API_KEYS_KEY, (after) => fetch({ limit: 100, ...(after !== null && { after }) }));
}
