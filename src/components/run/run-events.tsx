'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { EventView } from '@/server/core/run/event-view.ts';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { Loaded } from '../loaded.tsx';
import { TONE_TEXT } from '../status/status-vocabulary.ts';
import { formatClock, formatInstant } from '../time/format-time.ts';
import { useTRPCClient } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { useRowSlots } from '../ui/row-slots.ts';
import { useShownRow } from '../ui/shown-row.ts';
import { eventDetail, eventTone } from './event-words.ts';
import { runEventPages } from './run-event-pages.ts';

const ROW_PX = 28;
/** This close to the end the next page is read, rows. */
const AHEAD = 200;
const COLUMNS = 'grid grid-cols-[52px_104px_120px_minmax(120px,1fr)_minmax(0,2fr)] gap-4';

const taskOf = ({ taskKey }: EventView) => taskKey;

interface RunEventsProps {
  runId: string;
  /** Number of the last event to show; null: all there are. */
  upTo: number | null;
  selected: string | null;
  onSelect(taskId: string): void;
}

/** What happened, in order and without gaps. The end follows the run. */
export function RunEvents({ runId, upTo, selected, onSelect }: RunEventsProps) {
  const client = useTRPCClient();
  const scroller = useRef<HTMLDivElement>(null);
  const nameOf = useAgentNames();
  const query = useInfiniteQuery(runEventPages((input) => client.runs.events.query(input), runId));
  const events = useMemo(() => {
    const read = query.data?.pages.flatMap(({ data }) => data) ?? [];
    return upTo === null ? read : read.slice(0, upTo);
  }, [query.data, upTo]);
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
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown > events.length - AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastShown, events.length]);
  useRowKeys(scroller);
  // Looking back shows the event that was chosen.
  useShownRow(scroller, upTo === null ? selected : null, { rows: events, keyOf: taskOf, rowPx: ROW_PX });
  return (
    <Loaded query={query} what="The events" rows={12}>
      {() => {
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
  );
}
