import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';

/** The cache key of the fleet, for live patches. */
export const FLEET_KEY = ['agents', 'pages'] as const;

type Fetch = (input: { limit: number; after?: string; includeRetired?: boolean }) => Promise<KeysetPage<AgentView>>;

/** The fleet, a page at a time; retired agents only on request. */
export function agentPages(fetch: Fetch, { includeRetired }: { includeRetired: boolean }) {
  return keysetPages([...FLEET_KEY, { includeRetired }], (after) =>
    fetch({ limit: 200, includeRetired, ...(after !== null && { after }) }),
  );
}
