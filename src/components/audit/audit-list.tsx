'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import Link from 'next/link';
import type { JsonObject } from '@/server/core/json.ts';
import { keysetPages } from '../keyset-pages.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { VerifyChain } from './verify-chain.tsx';

const PAGE = 100;

/** "role operator · name ci": what an entry says besides who and what. */
function detailText(detail: JsonObject): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}

/** A page for the thing an act was done to, where there is one. */
const PAGES: Partial<Record<string, string>> = { agent: '/agents', run: '/runs' };

function SubjectLink({ id, name }: { id: string; name: string }) {
  const [kind = '', key = ''] = id.split(':', 2);
  const page = PAGES[kind];
  const text = (
    <>
      <span className="text-ink-3">{kind}</span> {name}
    </>
  );
  return page ? (
    <Link href={`${page}/${key}` as '/runs'} prefetch={false} className="hover:text-ink hover:underline">
      {text}
    </Link>
  ) : (
    text
  );
}

/** What people and keys did, newest first. */
export function AuditList() {
  const client = useTRPCClient();
  const query = useInfiniteQuery(
    keysetPages(['audit', 'pages'], (after) => client.audit.list.query({ limit: PAGE, ...(after !== null && { after }) })),
  );
  return (
    <>
      <PageHeader title="Activity" actions={<VerifyChain />}>
        Every act of a person or a key. Entries are chained by hash and never change.
      </PageHeader>
      <Loaded
        query={query}
        what="The activity"
        rows={12}
        empty={
          <EmptyState icon={Activity} title="Nothing has been done yet">
            Registrations, drains, cancellations, saved workflows and keys are recorded here, with who did it and why.
          </EmptyState>
        }
      >
        {(entries) => (
          <div className="px-3 pt-2">
            <RecordTable
              columns={[{ title: '#', numeric: true }, 'When', 'Who', 'Act', 'On', { title: 'Detail', className: 'w-1/2' }, 'From']}
            >
              {entries.map(({ seq, at, actor, actorName, action, subject, subjectName, detail, ip, hash }) => (
                <tr key={seq} title={`hash ${hash}`}>
                  <Td className="text-right text-ink-3">{seq}</Td>
                  <Td className="whitespace-nowrap text-ink-3">
                    <Ago at={at} />
                  </Td>
                  <Td className="whitespace-nowrap">
                    <ActorName id={actor} name={actorName} />
                  </Td>
                  <Td className="whitespace-nowrap font-medium text-ink">{action}</Td>
                  <Td className="max-w-56 truncate" title={subject}>
                    {subjectName === null ? (
                      <span className="font-mono text-small">{subject}</span>
                    ) : (
                      <SubjectLink id={subject} name={subjectName} />
                    )}
                  </Td>
                  <Td className="max-w-0 truncate text-ink-3" title={detailText(detail)}>
                    {detailText(detail)}
                  </Td>
                  <Td className="whitespace-nowrap text-ink-3">{ip ?? ''}</Td>
                </tr>
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </div>
        )}
      </Loaded>
    </>
  );
}
