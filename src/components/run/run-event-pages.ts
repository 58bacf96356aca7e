import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { asksForAll, type EventFilter, matchesEvent } from '@/server/core/run/event-filter.ts';
import type { EventView } from '@/server/core/run/event-view.ts';

/** Events per request: what is read while somebody scrolls is not to hold up a frame. */
const PAGE = 400;
const ALL: EventFilter = {};

export const runEventsKey = (runId: string) => ['runs', 'events', runId] as const;

export interface EventPage {
  data: EventView[];
  /** Number of the last event looked at. */
  lookedTo: number;
  /** Number to go on behind; null when these were the last. */
  nextAfter: number | null;
}
export type EventData = InfiniteData<EventPage, number>;

type Fetch = (input: { runId: string; after: number; limit: number; filter?: EventFilter }) => Promise<EventPage>;

/** What happened in a run, oldest first; with a filter what of it is asked for. */
export function runEventPages(fetch: Fetch, runId: string, filter: EventFilter = ALL) {
  return infiniteQueryOptions({
    queryKey: [...runEventsKey(runId), filter] as const,
    queryFn: ({ pageParam }: { pageParam: number }) =>
      fetch({ runId, after: pageParam, limit: PAGE, ...(!asksForAll(filter) && { filter }) }),
    initialPageParam: 0,
    getNextPageParam: (last: EventPage) => last.nextAfter,
  });
}

const changeLast = (data: EventData, change: Partial<EventPage>): EventData => {
  const last = data.pages.at(-1);
  return last ? { ...data, pages: [...data.pages.slice(0, -1), { ...last, ...change }] } : data;
};

/**
 * Adds live events to those read. They continue the last page; a page that was not read yet will bring them itself. Events are numbered
 * without gaps: before one that does not follow directly some were missed, while the last page was on its way, and they are still to be read.
 */
export function appendEvents(
  data: EventData | undefined,
  events: readonly EventView[],
  matches: (event: EventView) => boolean = () => true,
): EventData | undefined {
  const last = data?.pages.at(-1);
  if (!data || !last || last.nextAfter !== null) return data;
  let seq = last.lookedTo;
  let missed = false;
  const fresh: EventView[] = [];
  for (const event of events) {
    missed ||= event.seq > seq + 1;
    if (event.seq !== seq + 1) continue;
    if (matches(event)) fresh.push(event);
    seq = event.seq;
  }
  if (seq === last.lookedTo && !missed) return data;
  return changeLast(data, {
    data: fresh.length === 0 ? last.data : [...last.data, ...fresh],
    lookedTo: seq,
    nextAfter: missed ? seq : null,
  });
}

/** A run that has more events than were looked at has more to read. @param seq number of its newest event */
export function expectEvents(data: EventData | undefined, seq: number): EventData | undefined {
  const last = data?.pages.at(-1);
  return data && last && last.nextAfter === null && last.lookedTo < seq ? changeLast(data, { nextAfter: last.lookedTo }) : data;
}

/** Adds live events to every list of a run's events that is kept, filtered or not. */
export function patchEvents(
  queryClient: QueryClient,
  live: { runId: string; events: readonly EventView[]; agentName: (id: string) => string },
): void {
  const { runId, events, agentName } = live;
  if (events.length === 0) return;
  for (const [key] of queryClient.getQueriesData<EventData>({ queryKey: runEventsKey(runId) })) {
    const filter = (key[3] ?? ALL) as EventFilter;
    queryClient.setQueryData<EventData>(key, (data) => appendEvents(data, events, (event) => matchesEvent(event, filter, agentName)));
  }
}
