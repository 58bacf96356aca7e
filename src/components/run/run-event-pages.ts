import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import type { EventView } from '@/server/core/run/event-view.ts';

/** Events per request: what is read while somebody scrolls is not to hold up a frame. */
const PAGE = 400;

export const runEventsKey = (runId: string) => ['runs', 'events', runId] as const;

export interface EventPage {
  data: EventView[];
  /** Number to go on behind; null when these were the last. */
  nextAfter: number | null;
}
export type EventData = InfiniteData<EventPage, number>;

type Fetch = (input: { runId: string; after: number; limit: number }) => Promise<EventPage>;

/** What happened in a run, oldest first. */
export function runEventPages(fetch: Fetch, runId: string) {
  return infiniteQueryOptions({
    queryKey: runEventsKey(runId),
    queryFn: ({ pageParam }: { pageParam: number }) => fetch({ runId, after: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last: EventPage) => last.nextAfter,
  });
}

/**
 * Adds live events to those read. They continue the last page; a page that was not read yet will bring them itself. Events are numbered
 * without gaps, so one that does not follow directly is not appended out of its place.
 */
export function appendEvents(data: EventData | undefined, events: readonly EventView[]): EventData | undefined {
  const last = data?.pages.at(-1);
  if (!data || !last || last.nextAfter !== null) return data;
  let seq = last.data.at(-1)?.seq ?? 0;
  const fresh: EventView[] = [];
  for (const event of events) {
    if (event.seq !== seq + 1) continue;
    fresh.push(event);
    seq = event.seq;
  }
  if (fresh.length === 0) return data;
  return { ...data, pages: [...data.pages.slice(0, -1), { ...last, data: [...last.data, ...fresh] }] };
}
