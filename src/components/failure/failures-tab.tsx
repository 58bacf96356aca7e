'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { HeartPulse, Siren } from 'lucide-react';
import dynamic from 'next/dynamic';
import { parseAsIsoDateTime, useQueryStates } from 'nuqs';
import { useState } from 'react';
import { FAILURE_SEVERITIES, FAILURE_TYPES, type FailureSeverity, type FailureType } from '@/server/core/recovery/failure.ts';
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
const TYPES = [{ value: '', label: 'Every type' }, ...FAILURE_TYPES.map((value) => ({ value, label: TYPE_WORDS[value] }))];
const SEVERITIES = [{ value: '', label: 'Every severity' }, ...FAILURE_SEVERITIES.map((value) => ({ value, label: value }))];

/** Failures, newest first, each from detection over reassignment to recovery. */
export function FailuresTab() {
  const client = useTRPCClient();
  const [type, setType] = useState<FailureType | ''>('');
  const [severity, setSeverity] = useState<FailureSeverity | ''>('');
  const [reporting, setReporting] = useState(false);
  const mayAct = useAllowed('operator');
  const [{ from, to }, setSpan] = useQueryStates({ from: parseAsIsoDateTime, to: parseAsIsoDateTime });
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
        <Select label="Type" value={type} options={TYPES} onChange={(value) => setType(value as FailureType | '')} />
        <Select label="Severity" value={severity} options={SEVERITIES} onChange={(value) => setSeverity(value as FailureSeverity | '')} />
        <SpanChip word="Seen" from={from} to={to} onClear={() => void setSpan({ from: null, to: null })} />
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
          <EmptyState icon={HeartPulse} title="No failures">
            An attempt that fails, a process that dies, an agent that falls silent: each is kept here, with what was done about it and how
            long it took.
          </EmptyState>
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
