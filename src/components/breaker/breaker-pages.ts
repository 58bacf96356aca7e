import type { BreakerSummary } from '@/server/core/breaker/breaker-summary.ts';
import type { BreakerResourceType } from '@/server/core/breaker/presets.ts';
import type { BreakerStatus } from '@/server/core/breaker/state.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

/** The cache key of the lanes, for live patches. */
export const BREAKERS_KEY = ['breakers', 'pages'] as const;

export interface LaneFilter {
  state?: BreakerStatus;
  type?: BreakerResourceType;
}

type Fetch = (input: LaneFilter & { limit: number; after?: string }) => Promise<KeysetPage<BreakerSummary>>;

const PAGE = 100;

/** Breakers, a page at a time, those that are not closed first. */
export function breakerPages(fetch: Fetch, filter: LaneFilter) {
  return keysetPages([...BREAKERS_KEY, filter], (after) => fetch({ limit: PAGE, ...filter, ...(after !== null && { after }) }));
}
