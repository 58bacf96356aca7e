'use client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play, Radio } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useAgentNames } from '../agent/use-agent-names.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { eventDetail, eventTone } from '../run/event-words.ts';
import { TONE_TEXT } from '../status/status-vocabulary.ts';
import { formatInstant } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Select } from '../ui/select.tsx';
import { Td } from '../ui/table.tsx';
import { activityParsers } from './activity-parsers.ts';

type FleetEvent = RouterOutputs['audit']['events']['data'][number];

const PAGE = 100;
/** Least time between two looks while events come. */
const REFRESH_MS = 1_000;

const ABOUT = [
  { value: '', label: 'All events' },
  { value: 'run', label: 'Of runs' },
  { value: 'task', label: 'Of tasks' },
] as const;

function EventRow({ event, nameOf }: { event: FleetEvent; nameOf(id: string): string }) {
  const { runId, runName, seq, type, at, taskKey } = event;
  const place = taskKey === null ? `/runs/${runId}` : `/runs/${runId}?task=${encodeURIComponent(taskKey)}`;
  const detail = eventDetail(event, nameOf);
  return (
    <tr>
      <Td className="whitespace-nowrap text-ink-3" title={formatInstant(at.getTime())}>
        <Ago at={at} />
      </Td>
      <Td className={cn('whitespace-nowrap font-medium', TONE_TEXT[eventTone(event)])}>{type}</Td>
      <Td className="max-w-72 truncate">
        <Link href={place as Route} prefetch={false} className="text-ink hover:underline">
          {runName}
          {taskKey !== null && <span className="text-ink-3"> / {taskKey}</span>}
        </Link>
      </Td>
      <Td className="text-right text-ink-3">{seq}</Td>
      <Td className="max-w-0 truncate text-ink-3" title={detail}>
        {detail}
      </Td>
    </tr>
  );
}

/** What happens in all runs. It follows the fleet until somebody stops it, or reads further back. */
export function EventStream() {
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [{ about }, setPlace] = useQueryStates(activityParsers);
  const [live, setLive] = useState(true);
  const nameOf = useAgentNames();
  const key = ['fleet-events', about];
  const query = useInfiniteQuery({
    ...keysetPages(key, (after) =>
      client.audit.events.query({ limit: PAGE, ...(about !== '' && { group: about }), ...(after !== null && { after }) }),
    ),
    staleTime: 0,
  });
  useLiveRefresh('runs', live ? [{ queryKey: key }] : [], REFRESH_MS);
  const follow = (next: boolean) => {
    setLive(next);
    // From the newest page on: what was read further back is not read again with every event.
    if (next) void queryClient.resetQueries({ queryKey: key });
  };
  return (
    <section aria-label="Events of all runs">
      <div className="flex items-center gap-2 pb-3">
        <Button aria-pressed={!live} onClick={() => follow(!live)}>
          {live ? <Pause aria-hidden /> : <Play aria-hidden />}
          {live ? 'Pause' : 'Follow'}
        </Button>
        <Select label="About" value={about} onChange={(next) => void setPlace({ about: next })} options={ABOUT} />
        <span role="status" className="text-ink-3 text-small">
          {live ? 'Follows what happens.' : 'Stands still.'}
        </span>
      </div>
      <Loaded
        query={query}
        what="The events"
        rows={12}
        empty={
          <EmptyState icon={Radio} title="Nothing happened within the hour">
            Everything that happens in a run stands here with its run and task, newest first.
          </EmptyState>
        }
      >
        {(events) => (
          <RecordTable columns={['When', 'Event', 'Where', { title: '#', numeric: true }, { title: 'Detail', className: 'w-1/2' }]}>
            {events.map((event) => (
              <EventRow key={`${event.runId} ${event.seq}`} event={event} nameOf={nameOf} />
            ))}
          </RecordTable>
        )}
      </Loaded>
      {live && query.hasNextPage && (
        <div className="flex justify-center py-4">
          <Button variant="ghost" onClick={() => follow(false)}>
            Read further back
          </Button>
        </div>
      )}
      <LoadMore hasMore={!live && query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </section>
  );
}
