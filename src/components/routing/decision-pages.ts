import { parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from 'nuqs/server';

import { ROUTING_STRATEGIES } from '@/server/core/routing/strategy-names.ts';
import { type KeysetPage, keysetPages } from '../keyset-pages.ts';
import type { DecisionSummary } from './routing-types.ts';

/** The cache key of every list of decisions. */
export const DECISIONS_KEY = ['routing', 'decisions'] as const;
const PAGE = 50;

const CHOICES = ['', 'explored', 'best'] as const;

/** The filter as it stands in the address. */
export const decisionFilterParsers = {
  type: parseAsString.withDefault(''),
  agent: parseAsString.withDefault(''),
  strategy: parseAsStringLiteral(['', ...ROUTING_STRATEGIES]).withDefault(''),
  choice: parseAsStringLiteral(CHOICES).withDefault(''),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

export interface DecisionFilter {
  type: string;
  agent: string;
  strategy: '' | (typeof ROUTING_STRATEGIES)[number];
  choice: (typeof CHOICES)[number];
  /** Made at or after, and before; null: whenever. */
  from: Date | null;
  to: Date | null;
}

/** What the server is asked for. */
export function decisionInput({ type, agent, strategy, choice, from, to }: DecisionFilter) {
  return {
    ...(type && { taskType: type }),
    ...(agent && { agentId: agent }),
    ...(strategy && { strategy }),
    ...(choice && { explored: choice === 'explored' }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

type Fetch = (input: ReturnType<typeof decisionInput> & { limit: number; after?: string }) => Promise<KeysetPage<DecisionSummary>>;

/** Decisions under a filter, newest first, a page at a time. */
export function decisionPages(fetch: Fetch, filter: DecisionFilter) {
  const input = decisionInput(filter);
  return keysetPages([...DECISIONS_KEY, input], (after) => fetch({ ...input, limit: PAGE, ...(after !== null && { after }) }));
}
