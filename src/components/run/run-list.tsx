'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ArrowUp, Ban, ListTree, RotateCcw } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { useMemo, useRef, useState } from 'react';
import type { BulkAct } from '@/server/core/run/bulk-retry.ts';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { useRowKeys } from '../keys/use-row-keys.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Loaded } from '../loaded.tsx';
import { BulkRetryBar } from '../rerun/bulk-retry-bar.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { GlideRows, isInHand } from '../ui/glide-rows.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RowHeader } from '../ui/row-list.tsx';
import { FirstRun } from './first-run.tsx';
import { RunChoiceBar, useRunChoice } from './run-choice.tsx';
import { isNarrowed, NO_RUN_FILTER, runFilterParsers } from './run-filter.ts';
import { RunFilters } from './run-filters.tsx';
import { runPages } from './run-pages.ts';
import { RUN_COLUMNS, RUN_ROW_PX, RunRow } from './run-row.tsx';
import { useLiveRuns } from './use-live-runs.ts';

const BulkCancelDialog = dynamic(() => import('../rerun/bulk-cancel-dialog.tsx').then((module) => module.BulkCancelDialog), { ssr: false });
const BulkRetryDialog = dynamic(() => import('../rerun/bulk-retry-dialog.tsx').then((module) => module.BulkRetryDialog), { ssr: false });

const idOf = ({ id }: RunSummary) => id;

/** Scrolled further than this the reader is reading, and new rows wait, px. */
const READING_PX = 60;

/** All runs, newest first, live. */
export function RunList() {
  const client = useTRPCClient();
  const mayRun = useAllowed('operator');
  const [filter, setFilter] = useQueryStates(runFilterParsers);
  const [acting, setActing] = useState<BulkAct | null>(null);
  const pages = useMemo(() => runPages((input) => client.runs.list.query(input), filter), [client, filter]);
  const query = useInfiniteQuery(pages);
  const list = useRef<HTMLUListElement>(null);
  const choice = useRunChoice();
  const focusedRun = () => {
    const { activeElement } = document;
    const id = activeElement instanceof HTMLElement ? activeElement.dataset.run : undefined;
    return query.data?.find((run) => run.id === id);
  };
  const scroller = () => list.current?.closest('main') ?? null;
  const isReading = () => (scroller()?.scrollTop ?? 0) > READING_PX;
  const { heldCount, release } = useLiveRuns({
    queryKey: pages.queryKey,
    filter,
    holdNew: () => isReading() || isInHand(list.current),
  });
  useRowKeys(list);
  const more = { hasMore: query.hasNextPage, loading: query.isFetchingNextPage, onMore: () => void query.fetchNextPage() };
  const letGo = () => {
    if (heldCount > 0 && !isReading()) release();
  };
  const showHeld = () => {
    release();
    scroller()?.scrollTo({ top: 0, behavior: 'smooth' });
  };
  return (
    <>
      <PageHeader
        title="Runs"
        actions={
          mayRun && (
            <>
              {filter.from === null && filter.to === null && !filter.person && (
                <>
                  <Button onClick={() => setActing('cancel')}>
                    <Ban aria-hidden />
                    Cancel runs
                  </Button>
                  <Button onClick={() => setActing('retry')}>
                    <RotateCcw aria-hidden />
                    Retry runs
                  </Button>
                </>
              )}
              <Link href="/workflows" className={buttonClass({ variant: 'primary' })}>
                Run a workflow
              </Link>
            </>
          )
        }
      />
      <RunFilters filter={filter} onChange={(change) => void setFilter(change)} />
      <StaleBanner />
      <BulkRetryBar />
      {acting === 'retry' && <BulkRetryDialog filter={filter} onClose={() => setActing(null)} />}
      {acting === 'cancel' && <BulkCancelDialog filter={filter} onClose={() => setActing(null)} />}
      {heldCount > 0 && (
        <div className="pointer-events-none sticky top-10 z-20 flex h-0 justify-center">
          <Button variant="primary" onClick={showHeld} className="pointer-events-auto animate-appear rounded-full shadow-pop">
            <ArrowUp aria-hidden />
            {heldCount} new
          </Button>
        </div>
      )}
      <Loaded
        query={query}
        what="The list of runs"
        rows={12}
        empty={
          query.hasNextPage ? (
            <EmptyState icon={ListTree} title="No match yet" action={<LoadMore {...more} />}>
              None of the newest runs matches. Older ones are looked at.
            </EmptyState>
          ) : isNarrowed(filter) ? (
            <EmptyState
              icon={ListTree}
              title="No run matches"
              action={<Button onClick={() => void setFilter(NO_RUN_FILTER)}>Clear the filters</Button>}
            >
              Runs that match later appear here by themselves.
            </EmptyState>
          ) : (
            <FirstRun />
          )
        }
      >
        {(runs) => (
          <div className="min-w-[860px]">
            <RowHeader columns={RUN_COLUMNS}>
              <span>Status</span>
              <span>Run</span>
              <span>Progress</span>
              <span className="text-right">Started</span>
              <span className="text-right">Duration</span>
              <span>By</span>
            </RowHeader>
            <GlideRows rows={runs} rowPx={RUN_ROW_PX} keyOf={idOf} list={list} onLeave={letGo}>
              {(run) => <RunRow run={run} chosen={choice.isChosen(run.id)} toggle={choice.toggle} />}
            </GlideRows>
            <LoadMore {...more} />
          </div>
        )}
      </Loaded>
      <RunChoiceBar choice={choice} focused={focusedRun} />
    </>
  );
}
