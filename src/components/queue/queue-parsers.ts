import { parseAsStringLiteral } from 'nuqs/server';

export const QUEUE_TABS = ['waiting', 'schedulers', 'dead-letters'] as const;
export type QueueTab = (typeof QUEUE_TABS)[number];

/** The state of the page, in its address. */
export const queueParsers = { tab: parseAsStringLiteral(QUEUE_TABS).withDefault('waiting') };
