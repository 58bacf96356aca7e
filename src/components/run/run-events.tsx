'use client';
import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ListFilter } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { EventFilter } from '@/server/core/run/event-filter.ts';
import type { EventView } from '@/server/core/run/event-view.ts';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { Loaded } from '../loaded.tsx';
import { readProblem } from '../problem.ts';
import { TONE_TEXT } from '../status/status-vocabulary.ts';
import { formatClock, formatInstant } from '../time/format-time.ts';
import { useTRPCClient } from '../trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { useRowSlots } from '../ui/row-slots.ts';
import { useShownRow } from '../ui/shown-row.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { eventDetail, eventTone } from './event-words.ts';
import { RunEventFilters } from './run-event-filters.tsx';
import { type EventData, expectEvents, runEventPages } from './run-event-pages.ts';
import { useEventFilter } from './use-event-filter.ts';

const ROW_PX = 28;
/** This close to the end the next page is read, rows. */
const AHEAD = 200;
const COLUMNS = 'grid grid-cols-[52px_104px_120px_minmax(120px,1fr)_minmax(0,2fr)] gap-4';

const taskOf = ({ taskKey }: EventView) => taskKey;

interface RunEventsProps {
  runId: string;
  /** How many events the run has. */
  total: number;
  /** No more will come. */
  over: boolean;
  /** Number of the last event to show; null: all there are. */
  upTo: number | null;
  selected: string | null;
  onSelect(taskId: string): void;
}

/** The events that are asked for, as far as they are read, and those of them to be shown. */
function useRunEvents({ runId, total, upTo }: Pick<RunEventsProps, 'runId' | 'total' | 'upTo'>, filter: EventFilter) {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const pages = useMemo(() => runEventPages((input) => client.runs.events.query(input), runId, filter), [client, runId, filter]);
  const query = useInfiniteQuery({ ...pages, placeholderData: keepPreviousData });
  const { data, isFetching } = query;
  useEffect(() => {
    // What happened while the last page was on its way is still to be read.
    if (!isFetching) queryClient.setQueryData<EventData>(pages.queryKey, (known) => expectEvents(known, total));
  }, [queryClient, pages, total, isFetching]);
  const events = useMemo(() => {
    const read = data?.pages.flatMap((page) => page.data) ?? [];
    return upTo === null ? read : read.filter(({ seq }) => seq <= upTo);
  }, [data, upTo]);
  return { query, events };
}

function NoEvents({ looking, over }: { looking: boolean; over: boolean }) {
  if (looking) return <SkeletonRows rows={4} label="Looking for events" />;
  return (
    <EmptyState icon={ListFilter} title="No event matches">
      {over ? 'The run is over: no more will come.' : 'Events that match later appear here by themselves.'}
    </EmptyState>
  );
}

function countedWords({ found, total, more }: { found: number; total: number; more: boolean }, filtered: boolean): string {
  if (!filtered) return total === 1 ? '1 event' : `${total} events`;
  return more ? `${found} so far` : `${found} of ${total} events`;
}

/** What happened, in order and without gaps, or what of it is asked for. The end follows the run. */
export function RunEvents({ runId, total, over, upTo, selected, onSelect }: RunEventsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const nameOf = useAgentNames();
  const state = useEventFilter();
  const { query, events } = useRunEvents({ runId, total, upTo }, state.filter);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 3,
  });
  const { scrollToIndex } = virtual;
  useEffect(() => {
    if (upTo !== null && events.length > 0) scrollToIndex(events.length - 1);
  }, [upTo, events.length, scrollToIndex]);
  const items = virtual.getVirtualItems();
  const { slots, focus } = useRowSlots();
  const slotOf = slots.of(items.map(({ index }) => index));
  const lastShown = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError && lastShown > events.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage, lastShown, events.length]);
  useRowKeys(scroller);
  // Looking back shows the event that was chosen.
  useShownRow(scroller, upTo === null ? selected : null, { rows: events, keyOf: taskOf, rowPx: ROW_PX });
  const found = countedWords({ found: events.length, total: upTo ?? total, more: hasNextPage || query.isPlaceholderData }, state.filtered);
  return (
    <>
      <RunEventFilters state={state} selected={selected} counted={found} />
      {isError && query.data && (
        <Banner tone="fail" className="mx-6 my-2" action={<Button onClick={() => void fetchNextPage()}>Try again</Button>}>
          Not all events could be read. {readProblem(query.error).message}
        </Banner>
      )}
      <Loaded query={query} what="The events" rows={12}>
        {() => {
          if (state.filtered && events.length === 0) return <NoEvents looking={hasNextPage} over={over || upTo !== null} />;
          return (
            <div ref={scroller} className="min-h-0 flex-1 overflow-auto" {...focus}>
              <div
                className={cn(COLUMNS, 'sticky top-0 z-10 h-8 items-center border-b bg-page px-6 font-medium text-ink-3 text-small')}
                aria-hidden
              >
                <span className="text-right">#</span>
                <span>Time</span>
                <span>Event</span>
                <span>Task</span>
                <span>Detail</span>
              </div>
              <div className="relative" style={{ height: virtual.getTotalSize() }}>
                {items.map(({ index, start }, at) => {
                  const event = events[index];
                  if (!event) return null;
                  const detail = eventDetail(event, nameOf);
                  return (
                    <button
                      type="button"
                      key={slotOf[at]}
                      data-slot={slotOf[at]}
                      data-row
                      disabled={event.taskKey === null}
                      aria-pressed={event.taskKey === null ? undefined : event.taskKey === selected}
                      onClick={() => event.taskKey !== null && onSelect(event.taskKey)}
                      className={cn(
                        COLUMNS,
                        'absolute inset-x-0 contain-layout contain-style h-7 w-full items-center border-b px-6 text-left text-base text-ink-2 enabled:hover:bg-hover',
                        event.taskKey !== null && event.taskKey === selected && 'bg-accent-soft enabled:hover:bg-accent-soft',
                      )}
                      style={{ top: start }}
                    >
                      <span className="text-right text-ink-3">{event.seq}</span>
                      <span className="font-mono text-ink-3 text-small" title={formatInstant(event.at.getTime())} suppressHydrationWarning>
                        {formatClock(event.at.getTime())}
                      </span>
                      <span className={cn('truncate font-medium', TONE_TEXT[eventTone(event)])}>{event.type}</span>
                      <span className="truncate">{event.taskKey}</span>
                      <span className="truncate text-ink-3" title={detail}>
                        {detail}
                      </span>
                    </button>
                  );
                })}
              </div>
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
