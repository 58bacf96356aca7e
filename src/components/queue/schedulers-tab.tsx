'use client';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, RefreshCw } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { formatDuration, formatInstant } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

type Schedulers = RouterOutputs['queues']['schedulers'];

const REFRESH_MS = 5_000;

function State({ overdue, lastAt }: { overdue: boolean; lastAt: Date | null }) {
  if (overdue) return <Badge tone="fail">overdue</Badge>;
  if (lastAt === null) return <Badge>not yet</Badge>;
  return <Badge tone="ok">in time</Badge>;
}

/** How long before the look it was done, which stands still: a duty that comes every two seconds would seem late a moment later. */
const before = (at: Date | null, readAt: Date) =>
  at === null ? '–' : `${formatDuration(Math.max(0, readAt.getTime() - at.getTime()))} before`;

function DutyTable({ duties, readAt }: Pick<Schedulers, 'duties' | 'readAt'>) {
  return (
    <RecordTable columns={['Duty', { title: 'Every', numeric: true }, { title: 'Last', numeric: true }, 'State']} inset>
      {duties.map(({ name, everyMs, lastAt, overdue }) => (
        <tr key={name}>
          <Td className="font-mono text-ink text-small">{name}</Td>
          <Td className="text-right">{formatDuration(everyMs)}</Td>
          <Td className="text-right" title={lastAt === null ? undefined : formatInstant(lastAt.getTime())}>
            {before(lastAt, readAt)}
          </Td>
          <Td>
            <State overdue={overdue} lastAt={lastAt} />
          </Td>
        </tr>
      ))}
    </RecordTable>
  );
}

function ScheduleTable({ schedules }: Pick<Schedulers, 'schedules'>) {
  return (
    <RecordTable columns={['Schedule', 'Starts', 'Last', 'Next', 'State']} inset>
      {schedules.map(({ id, name, workflowId, workflowName, lastAt, nextAt, overdue }) => (
        <tr key={id}>
          <Td className="text-ink">{name}</Td>
          <Td>
            <Link href={`/workflows/${workflowId}` as Route} prefetch={false} className="text-accent hover:underline">
              {workflowName}
            </Link>
          </Td>
          <Td>{lastAt === null ? '–' : <Ago at={lastAt} />}</Td>
          <Td>{formatInstant(nextAt.getTime())}</Td>
          <Td>
            <State overdue={overdue} lastAt={lastAt} />
          </Td>
        </tr>
      ))}
    </RecordTable>
  );
}

/** What happens by itself: duties of the fleet and schedules, when each was last, comes next, and whether it is late. */
export function SchedulersTab() {
  const trpc = useTRPC();
  const query = useQuery(trpc.queues.schedulers.queryOptions(undefined, { staleTime: 0 }));
  useLiveRefresh('metrics', [trpc.queues.schedulers.queryFilter()], REFRESH_MS);
  useLiveRefresh('runs', [trpc.queues.schedulers.queryFilter()], REFRESH_MS);
  return (
    <Loaded query={query} what="The schedulers">
      {({ duties, schedules, readAt }) => (
        <div className="flex flex-col gap-4">
          <Panel
            title="Duties of the fleet"
            aside={
              <span className="flex items-center gap-2 text-ink-3 text-small">
                Looked at <Ago at={readAt} />
                <Button variant="ghost" busy={query.isFetching} onClick={() => void query.refetch()}>
                  <RefreshCw aria-hidden />
                  Look again
                </Button>
              </span>
            }
          >
            <DutyTable duties={duties} readAt={readAt} />
          </Panel>
          <Panel
            title="Schedules"
            aside={
              <Link href="/schedules" className="text-accent text-small hover:underline">
                All schedules
              </Link>
            }
          >
            {schedules.length === 0 ? (
              <EmptyState icon={CalendarClock} title="No schedule comes next">
                A schedule starts runs of a workflow by itself. Those that are not paused stand here, the next to come first.
              </EmptyState>
            ) : (
              <ScheduleTable schedules={schedules} />
            )}
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
