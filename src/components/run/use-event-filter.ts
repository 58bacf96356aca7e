'use client';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { asksForAll, EVENT_KINDS, type EventFilter, eventFilterSchema } from '@/server/core/run/event-filter.ts';

/** Its place in the address, beside the filter of tasks. */
const PARSERS = {
  eq: parseAsString.withDefault(''),
  ek: parseAsStringLiteral([...EVENT_KINDS, 'all'] as const).withDefault('all'),
  et: parseAsString,
};

/** The filter of a run's events, as it stands in the address. What the server would refuse asks for nothing. */
export function useEventFilter() {
  const [{ eq: text, ek: kind, et: task }, setPlace] = useQueryStates(PARSERS);
  const filter = useMemo<EventFilter>(() => {
    const said = { ...(kind !== 'all' && { kind }), ...(task && { task }), ...(text.trim() && { text }) };
    const read = eventFilterSchema.safeParse(said);
    return read.success ? read.data : {};
  }, [text, kind, task]);
  const change = (next: Partial<Record<keyof typeof PARSERS, string | null>>) => void setPlace(next as Parameters<typeof setPlace>[0]);
  return { text, kind, task, filter, filtered: !asksForAll(filter), change };
}

export type EventFilterState = ReturnType<typeof useEventFilter>;
