'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { ApprovalStatus, ApprovalView } from '@/server/core/approval/approval-view.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { Loaded } from '../loaded.tsx';
import { ActorName } from '../session/actor-name.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { INBOX_KEY } from './inbox-key.ts';

const PAGE = 50;
const KEY = [...INBOX_KEY, 'approvals', 'decided'] as const;
const TONES = { open: 'wait', approved: 'ok', rejected: 'fail', withdrawn: 'plain' } as const satisfies Record<ApprovalStatus, string>;

/** Who answered: somebody, the deadline, or nobody, since the task ended before. */
function Decider({ status, decidedBy, decidedByName }: Pick<ApprovalView, 'status' | 'decidedBy' | 'decidedByName'>) {
  if (decidedBy !== null) return <ActorName id={decidedBy} name={decidedByName ?? decidedBy} />;
  return status === 'withdrawn' ? <span className="text-ink-3">nobody: its task ended before</span> : 'a deadline';
}

/** What was answered, by whom and with which words; newest first. */
export function DecidedList() {
  const client = useTRPCClient();
  const query = useInfiniteQuery(
    keysetPages(KEY, (after) => client.approvals.list.query({ limit: PAGE, status: 'decided', ...(after !== null && { after }) })),
  );
  useLiveNotice('inbox', { queryKey: KEY });
  return (
    <section aria-label="Decided" className="py-3">
      <Loaded
        query={query}
        what="The answers"
        rows={12}
        empty={
          <EmptyState icon={Inbox} title="Nothing was decided yet">
            Answers stay here with who gave them, when, and why.
          </EmptyState>
        }
      >
        {(rows) => (
          <>
            <RecordTable columns={['When', 'Answer', 'Question', 'By', { title: 'Comment', className: 'w-1/3' }]}>
              {rows.map(({ id, decidedAt, openedAt, status, title, runId, runName, taskId, decidedBy, decidedByName, comment }) => (
                <tr key={id}>
                  <Td className="whitespace-nowrap text-ink-3">
                    <Ago at={decidedAt ?? openedAt} />
                  </Td>
                  <Td>
                    <Badge tone={TONES[status]}>{status}</Badge>
                  </Td>
                  <Td className="max-w-80">
                    <Link
                      href={`/runs/${runId}?task=${encodeURIComponent(taskId)}` as Route}
                      prefetch={false}
                      className="block truncate font-medium text-ink hover:underline"
                      title={title}
                    >
                      {title}
                    </Link>
                    <span className="block truncate text-ink-3 text-small">{runName}</span>
                  </Td>
                  <Td className="whitespace-nowrap">
                    <Decider {...{ status, decidedBy, decidedByName }} />
                  </Td>
                  <Td className="max-w-0 truncate text-ink-3" title={comment ?? ''}>
                    {comment}
                  </Td>
                </tr>
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
    </section>
  );
}
