'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import dynamic from 'next/dynamic';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { Loaded } from '../loaded.tsx';
import { ReviewPanel } from '../task/review-panel.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { ApprovalQuestion } from './approval-question.tsx';
import { InboxCard } from './inbox-card.tsx';
import { INBOX_KEY } from './inbox-key.ts';

// What checks answers is as large as the rest of the page: it comes after it.
const ApprovalAnswer = dynamic(() => import('./approval-answer.tsx').then((module) => module.ApprovalAnswer), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay h-32" />,
});

const PAGE = 25;

/** Everything that waits for a person: questions of tasks, and results to be reviewed. */
export function OpenInbox() {
  const client = useTRPCClient();
  const approvals = useInfiniteQuery(
    keysetPages([...INBOX_KEY, 'approvals', 'open'], (after) =>
      client.approvals.list.query({ limit: PAGE, ...(after !== null && { after }) }),
    ),
  );
  const reviews = useInfiniteQuery(
    keysetPages([...INBOX_KEY, 'reviews'], (after) => client.reviews.list.query({ limit: PAGE, ...(after !== null && { after }) })),
  );
  useLiveNotice('inbox', { queryKey: INBOX_KEY });
  const questions = approvals.data ?? [];
  const results = reviews.data ?? [];
  const failed = approvals.isError ? approvals : reviews.isError ? reviews : null;
  const both = {
    isPending: approvals.isPending || reviews.isPending,
    isError: failed !== null,
    error: failed?.error,
    data: approvals.data && reviews.data && questions.length + results.length,
    refetch: () => Promise.all([approvals.refetch(), reviews.refetch()]),
  };
  return (
    <section aria-label="Waiting for you" className="flex max-w-[760px] flex-col gap-3 py-3 2xl:max-w-none">
      <Loaded query={both} what="What waits" rows={12}>
        {(waiting) =>
          waiting === 0 && (
            <EmptyState icon={Inbox} title="Nothing waits for a person">
              Tasks that ask for an approval, and results that a contract wants reviewed, appear here the moment they wait.
            </EmptyState>
          )
        }
      </Loaded>
      <ul className="grid items-start gap-3 2xl:grid-cols-2">
        {questions.map((approval) => (
          <InboxCard key={approval.id} kind="approval" {...approval} taskKey={approval.taskId}>
            <ApprovalQuestion approval={approval} />
            <ApprovalAnswer approval={approval} />
          </InboxCard>
        ))}
        {results.map((review) => (
          <InboxCard key={review.attemptId} kind="review" {...review} taskKey={review.taskId}>
            <ReviewPanel task={{ id: review.taskRowId, runId: review.runId }} framed={false} />
          </InboxCard>
        ))}
      </ul>
      <LoadMore hasMore={approvals.hasNextPage} loading={approvals.isFetchingNextPage} onMore={() => void approvals.fetchNextPage()} />
      <LoadMore hasMore={reviews.hasNextPage} loading={reviews.isFetchingNextPage} onMore={() => void reviews.fetchNextPage()} />
    </section>
  );
}
