'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import type { JsonObject } from '@/server/core/json.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPCClient } from '../trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { activityParsers } from './activity-parsers.ts';
import { AuditFilters } from './audit-filters.tsx';

type Entry = RouterOutputs['audit']['list']['data'][number];

const KEY = ['audit', 'pages'] as const;
const PAGE = 100;
const HOUR_MS = 3_600_000;

/** "role operator · name ci": what an entry says besides who and what. */
function detailText(detail: JsonObject): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

/** What it was done to, and the way there. */
function Subject({ entry: { subject, subjectName, subjectPlace } }: { entry: Entry }) {
  const [kind = ''] = subject.split(':', 1);
  const text =
    subjectName === null ? (
      <span className="font-mono text-small">{subject}</span>
    ) : (
      <>
        <span className="text-ink-3">{kind}</span> {subjectName}
      </>
    );
  if (subjectPlace === null) return text;
  return (
    <Link href={subjectPlace as Route} prefetch={false} className="hover:text-ink hover:underline">
      {text}
    </Link>
  );
}

function EntryRow({ entry }: { entry: Entry }) {
  const { seq, at, actor, actorName, action, subject, detail, ip, hash } = entry;
  return (
    <tr title={`hash ${hash}`}>
      <Td className="text-right text-ink-3">{seq}</Td>
      <Td className="whitespace-nowrap text-ink-3">
        <Ago at={at} />
      </Td>
      <Td className="max-w-40 truncate">
        <ActorName id={actor} name={actorName} />
      </Td>
      <Td className="whitespace-nowrap font-medium text-ink">{action}</Td>
      <Td className="max-w-56 truncate" title={subject}>
        <Subject entry={entry} />
      </Td>
      <Td className="max-w-0 truncate text-ink-3" title={detailText(detail)}>
        {detailText(detail)}
      </Td>
      <Td className="whitespace-nowrap text-ink-3">{ip ?? ''}</Td>
    </tr>
  );
}

/** What people and keys did, newest first. */
export function AuditList() {
  const client = useTRPCClient();
  const [{ actor, action, on, hours }] = useQueryStates(activityParsers);
  const filtered = actor !== '' || action !== '' || on !== '' || hours > 0;
  const query = useInfiniteQuery({
    ...keysetPages([...KEY, actor, action, on, hours], (after) =>
      client.audit.list.query({
        limit: PAGE,
        ...(actor !== '' && { actor }),
        ...(action !== '' && { action }),
        ...(on !== '' && { subject_kind: on }),
        ...(hours > 0 && { from: new Date(Date.now() - hours * HOUR_MS) }),
        ...(after !== null && { after }),
      }),
    ),
    staleTime: 0,
  });
  // Who has read further back is not moved from there.
  const follows = (query.data?.length ?? 0) <= PAGE;
  useLiveNotice('audit', ...(follows ? [{ queryKey: KEY }] : []));
  return (
    <>
      <AuditFilters />
      <Loaded
        query={query}
        what="The activity"
        rows={12}
        empty={
          filtered ? (
            <EmptyState icon={Activity} title="Nothing like that">
              No entry is of this kind, by this person or key, within this time.
            </EmptyState>
          ) : (
            <EmptyState icon={Activity} title="Nothing has been done yet">
              Registrations, drains, cancellations, saved workflows and keys are recorded here, with who did it and why.
            </EmptyState>
          )
        }
      >
        {(entries) => (
          <>
            <RecordTable
              columns={[{ title: '#', numeric: true }, 'When', 'Who', 'Act', 'On', { title: 'Detail', className: 'w-1/2' }, 'From']}
            >
              {entries.map((entry) => (
                <EntryRow key={entry.seq} entry={entry} />
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
    </>
  );
}
