'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useMemo } from 'react';
import type { RunSummary } from '@/server/core/run/run-view.ts';
import { Loaded } from '../loaded.tsx';
import type { RunFilter } from '../run/run-filter.ts';
import { runPages } from '../run/run-pages.ts';
import { useLiveRuns } from '../run/use-live-runs.ts';
import { StatusMark } from '../status/status-mark.tsx';
import { RUN_LOOKS } from '../status/status-vocabulary.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { GlideRows } from '../ui/glide-rows.tsx';
import { Panel } from '../ui/panel.tsx';

const SHOWN = 5;
/** Height of a line, px. */
const LINE_PX = 36;
const idOf = ({ id }: RunSummary) => id;

interface RunsPanelProps {
  title: string;
  filter: RunFilter;
  /** Where all of them are. */
  href: '/runs?status=running' | '/runs?status=failed';
  empty: string;
}

function RunLine({ run }: { run: RunSummary }) {
  const settled = run.completed + run.failed + run.skipped + run.cancelled;
  return (
    <Link href={`/runs/${run.id}`} prefetch={false} className="flex h-9 items-center gap-3 border-b px-4 text-base hover:bg-hover">
      <StatusMark look={RUN_LOOKS[run.status]} className="w-24 shrink-0" />
      <span
        className="min-w-0 flex-1 truncate"
        title={run.failure ? `${run.name}. ${run.failure.taskName}: ${run.failure.cause}` : run.name}
      >
        <span className="font-medium text-ink">{run.name}</span>
        {run.failure && (
          <span className="text-fail text-small">
            {' '}
            {run.failure.taskName}: {run.failure.cause}
          </span>
        )}
      </span>
      <span className="shrink-0 text-ink-3 text-small tabular-nums">
        {settled} of {run.total}
      </span>
      <Ago at={run.finishedAt ?? run.createdAt} className="w-16 shrink-0 text-right text-ink-3 text-small" />
    </Link>
  );
}

/** The newest runs under a filter, live. */
export function RunsPanel({ title, filter, href, empty }: RunsPanelProps) {
  const client = useTRPCClient();
  const pages = useMemo(() => runPages((input) => client.runs.list.query(input), filter), [client, filter]);
  const query = useInfiniteQuery(pages);
  useLiveRuns({ queryKey: pages.queryKey, filter, holdNew: () => false });
  return (
    <Panel
      title={title}
      aside={
        <Link href={href} className="text-accent text-small hover:underline">
          All
        </Link>
      }
      className="min-w-0"
    >
      <Loaded query={query} what={title} rows={3}>
        {(runs) => {
          // A run that has gone on since the list was read changes in place; it may no longer belong here.
          const shown = runs.filter(({ status }) => filter.status.includes(status)).slice(0, SHOWN);
          if (shown.length === 0) return <p className="px-4 py-3 text-base text-ink-2">{empty}</p>;
          return (
            <GlideRows rows={shown} rowPx={LINE_PX} keyOf={idOf}>
              {(run) => <RunLine run={run} />}
            </GlideRows>
          );
        }}
      </Loaded>
    </Panel>
  );
}
