'use client';
import { useQuery } from '@tanstack/react-query';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { useTRPC } from '../trpc.tsx';

/** How much waits for a person, beside the page's name; nothing while nothing does. */
export function InboxCount() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.approvals.count.queryOptions());
  useLiveNotice('inbox', trpc.approvals.count.queryFilter());
  const count = data === undefined ? 0 : data.approvals + data.reviews;
  if (count === 0) return null;
  return (
    <span className="ml-auto min-w-4 rounded-full bg-wait-soft px-1.5 text-center font-medium text-micro text-wait leading-4 max-lg:-ml-4 max-lg:-mt-3">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
