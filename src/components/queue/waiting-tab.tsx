'use client';
import { Inbox } from 'lucide-react';
import type { Route } from 'next';
import Link from 'next/link';
import type { QueueView, WaitingGroup } from '@/server/core/fleet/queue-view.ts';
import { Loaded } from '../loaded.tsx';
import { WAIT_BRIEF, WAIT_WORDS } from '../status/wait-reason.ts';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { Badge } from '../ui/badge.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { ProcessPanel } from './process-panel.tsx';
import { useQueueState } from './use-queue-state.ts';

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

const wait = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));

interface Figure {
  label: string;
  value: string;
  title?: string;
  /** Where its records are; what waits stands below. */
  href?: Route;
}

function Totals({ view }: { view: QueueView }) {
  const { flow } = view;
  const waits = `From ready to given out: first attempts of the last five minutes (${count(flow.waits)}).`;
  const figures: readonly Figure[] = [
    {
      label: 'Waiting',
      value: `${view.complete ? '' : 'over '}${count(view.tasks)}`,
      title: 'Ready, and held by nothing but the lack of an agent.',
    },
    { label: 'Given out, not begun', value: count(view.assigned), href: '/fleet' },
    { label: 'Running', value: count(view.running), href: '/fleet' },
    { label: 'Given out, a minute', value: count(flow.givenOut), title: 'Attempts of the last minute.', href: '/routing' },
    {
      label: 'Ended, a minute',
      value: count(flow.ended),
      title: 'Attempts of the last minute, however they ended.',
      href: '/activity?tab=events&about=task',
    },
    { label: 'Half waited at most', value: wait(flow.waitP50Ms), title: waits, href: '/metrics' },
    { label: '95 of 100 at most', value: wait(flow.waitP95Ms), title: waits, href: '/metrics' },
  ];
  return (
    <dl className="grid grid-cols-2 gap-4 px-4 py-3 sm:grid-cols-4 xl:grid-cols-7">
      {figures.map(({ label, value, title, href }) => (
        <div key={label} className="flex flex-col-reverse justify-end" title={title}>
          <dt className="text-ink-3 text-small">{label}</dt>
          <dd className="font-semibold text-ink text-title">
            {href === undefined ? (
              value
            ) : (
              <Link href={href} prefetch={false} className="hover:underline">
                {value}
              </Link>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What waits, why, for which capabilities, and since when; how fast it goes, and who takes from it. */
export function WaitingTab() {
  const query = useQueueState();
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
                    <Td className="whitespace-nowrap text-right">
                      <Link href={`/runs/${group.oldestRunId}`} className="text-accent underline underline-offset-2">
                        <Ago at={group.oldestAt} />
                      </Link>
                    </Td>
                  </tr>
                ))}
              </RecordTable>
            )}
          </Panel>
          <ProcessPanel processes={view.processes} />
        </div>
      )}
    </Loaded>
  );
}
