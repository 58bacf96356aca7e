import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { SUBJECT_KINDS } from '@/server/core/access/subject-place.ts';

export const ACTIVITY_TABS = ['audit', 'events'] as const;
export type ActivityTab = (typeof ACTIVITY_TABS)[number];
export const EVENT_CHOICES = ['', 'run', 'task'] as const;

/** The state of the page, in its address. */
export const activityParsers = {
  tab: parseAsStringLiteral(ACTIVITY_TABS).withDefault('audit'),
  actor: parseAsString.withDefault(''),
  action: parseAsString.withDefault(''),
  /** Kind of what it was done to. */
  on: parseAsStringLiteral(['', ...SUBJECT_KINDS]).withDefault(''),
  /** Entries of the last so many hours; 0: all. */
  hours: parseAsInteger.withDefault(0),
  /** What events are about. */
  about: parseAsStringLiteral(EVENT_CHOICES).withDefault(''),
};
