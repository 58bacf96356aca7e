import { parseAsString, parseAsStringLiteral } from 'nuqs/server';

export const RESILIENCE_TABS = ['breakers', 'failures', 'dead-letters', 'predictions', 'chaos'] as const;
export type ResilienceTab = (typeof RESILIENCE_TABS)[number];

/** The state of the page, in its address. */
export const resilienceParsers = {
  tab: parseAsStringLiteral(RESILIENCE_TABS).withDefault('breakers'),
  /** The resource whose breaker is open beside the lanes. */
  breaker: parseAsString,
};
