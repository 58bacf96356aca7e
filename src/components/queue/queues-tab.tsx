'use client';
import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import type { QueueView, WaitingGroup } from '@/server/core/fleet/queue-view.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { WAIT_BRIEF, WAIT_WORDS } from '../status/wait-reason.ts';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';

/** Least time between two counts. */
const REFRESH_MS = 2_000;

const count = (value: number) => value.toLocaleString('en');

function Reason({ group }: { group: WaitingGroup }) {
  if (group.reason === 'queued') return <Badge tone="accent">next in line</Badge>;
  return (
    <span className="flex flex-col items-start" title={WAIT_WORDS[group.reason]}>
      <Badge tone={group.reason === 'no_capable_agent' || group.reason === 'breaker' ? 'fail' : 'wait'}>{WAIT_BRIEF[group.reason]}</Badge>
      {group.detail && <span className="text-ink-3 text-small">{group.detail}</span>}
    </span>
  );
}

function Totals({ view }: { view: QueueView }) {
  const figures = [
    ['Waiting', `${view.complete ? '' : 'over '}${count(view.tasks)}`],
    ['Given out, not begun', count(view.assigned)],
    ['Running', count(view.running)],
  ] as const;
  return (
    <dl className="grid grid-cols-3 gap-4 px-4 py-3">
      {figures.map(([label, value]) => (
        <div key={label} className="flex flex-col-reverse">
          <dt className="text-ink-3 text-small">{label}</dt>
          <dd className="font-semibold text-ink text-title">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What waits, why, for which capabilities, and since when. */
export function QueuesTab() {
  const trpc = useTRPC();
  const query = useQuery(trpc.fleet.queues.queryOptions(undefined, { staleTime: 0 }));
  useLiveRefresh('runs', [trpc.fleet.queues.queryFilter()], REFRESH_MS);
  return (
    <Loaded query={query} what="The queues">
      {(view) => (
        <div className="flex flex-col gap-4">
          <Panel>
            <Totals view={view} />
          </Panel>
          <Panel title="What waits">
            {view.groups.length === 0 ? (
              <EmptyState icon={Inbox} title="Nothing waits">
                A task that is ready and has no agent stands here with its reason, whether agents are busy, nobody has what it asks for, or
                a person is to decide. Tasks that wait for others of their run are on the page of the run.
              </EmptyState>
            ) : (
              <RecordTable
                columns={[
                  'Reason',
                  'Asks for',
                  { title: 'Tasks', numeric: true },
                  { title: 'Runs', numeric: true },
                  { title: 'Oldest', numeric: true },
                ]}
                inset
              >
                {view.groups.map((group) => (
                  <tr key={`${group.reason} ${group.capabilities.join(' ')}`}>
                    <Td>
                      <Reason group={group} />
                    </Td>
                    <Td className="text-ink">{group.capabilities.join(', ') || 'any agent'}</Td>
                    <Td className="text-right font-medium text-ink">{count(group.tasks)}</Td>
                    <Td className="text-right">{count(group.runs)}</Td>
                    <Td className="text-right">
                      <Link href={`/runs/${group.oldestRunId}`} className="text-accent underline underline-offset-2">
                        <Ago at={group.oldestAt} />
                      </Link>
                    </Td>
                  </tr>
                ))}
              </RecordTable>
            )}
          </Panel>
        </div>
      )}
    </Loaded>
  );
}
