'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { HeartPulse, Siren } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { FAILURE_SEVERITIES, FAILURE_TYPES } from '@/server/core/recovery/failure.ts';
import { keysetPages } from '../keyset-pages.ts';
import { useLiveNotice } from '../live/use-live-notice.ts';
import { Loaded } from '../loaded.tsx';
import { useAllowed } from '../session/session.tsx';
import { SpanChip } from '../time/span-chip.tsx';
import { useTRPCClient } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Select } from '../ui/select.tsx';
import { FailureRowView } from './failure-row.tsx';
import { TYPE_WORDS } from './failure-words.ts';

const ReportDialog = dynamic(() => import('./report-dialog.tsx').then((module) => module.ReportDialog), { ssr: false });

const PAGE = 50;
const KEY = ['failures', 'pages'] as const;
const TYPES = [{ value: '' as const, label: 'Every type' }, ...FAILURE_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))];
const SEVERITIES = [{ value: '' as const, label: 'Every severity' }, ...FAILURE_SEVERITIES.map((value) => ({ value, label: value }))];
/** What the list is narrowed by, in the address. */
const PARSERS = {
  type: parseAsStringLiteral(['', ...FAILURE_TYPES]).withDefault(''),
  severity: parseAsStringLiteral(['', ...FAILURE_SEVERITIES]).withDefault(''),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** Failures, newest first, each from detection over reassignment to recovery. */
export function FailuresTab() {
  const client = useTRPCClient();
  const [{ type, severity, from, to }, setPlace] = useQueryStates(PARSERS);
  const [reporting, setReporting] = useState(false);
  const mayAct = useAllowed('operator');
  const filter = {
    ...(type !== '' && { type }),
    ...(severity !== '' && { severity }),
    ...(from && { from }),
    ...(to && { until: to }),
  };
  const query = useInfiniteQuery(
    keysetPages([...KEY, filter], (after) => client.failures.list.query({ limit: PAGE, ...filter, ...(after !== null && { after }) })),
  );
  useLiveNotice('failures', { queryKey: KEY });
  return (
    <section aria-label="Failures" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Select label="Type" value={type} options={TYPES} onChange={(next) => void setPlace({ type: next })} />
        <Select label="Severity" value={severity} options={SEVERITIES} onChange={(next) => void setPlace({ severity: next })} />
        <SpanChip word="Seen" from={from} to={to} onClear={() => void setPlace({ from: null, to: null })} />
        <p className="ml-auto flex items-center gap-3 text-ink-3 text-small">
          <Legend className="bg-fail">to be seen</Legend>
          <Legend className="bg-wait">to be acted on</Legend>
          <Legend className="bg-ok">to run again</Legend>
          <span>The line ends at 2 minutes.</span>
        </p>
        {mayAct && (
          <Button onClick={() => setReporting(true)}>
            <Siren aria-hidden />
            Report a failure
          </Button>
        )}
        {reporting && <ReportDialog onClose={() => setReporting(false)} />}
      </div>
      <Loaded
        query={query}
        what="The failures"
        rows={12}
        empty={
          Object.keys(filter).length > 0 ? (
            <EmptyState
              icon={HeartPulse}
              title="No failure matches"
              action={<Button onClick={() => void setPlace({ type: '', severity: '', from: null, to: null })}>Clear the filters</Button>}
            >
              Failures that match later appear here by themselves.
            </EmptyState>
          ) : (
            <EmptyState icon={HeartPulse} title="No failures">
              An attempt that fails, a process that dies, an agent that falls silent: each is kept here, with what was done about it and how
              long it took.
            </EmptyState>
          )
        }
      >
        {(failures) => (
          <>
            <RecordTable columns={['Seen', 'Failure', 'Agent', 'Task', 'Done about it', 'From fault to recovery', 'Outcome']}>
              {failures.map((failure) => (
                <FailureRowView key={failure.id} failure={failure} />
              ))}
            </RecordTable>
            <LoadMore hasMore={query.hasNextPage} loading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Legend({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <span aria-hidden className={`h-2 w-3 rounded-full ${className}`} />
      {children}
    </span>
  );
}
