'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { StaleBanner } from '../live/stale-banner.tsx';
import { useAllowed } from '../session/session.tsx';
import { Ago } from '../time/time-text.tsx';
import { Banner } from '../ui/banner.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { QueueAct } from './queue-act.tsx';
import { QUEUE_TABS, type QueueTab, queueParsers } from './queue-parsers.ts';
import { useQueueState } from './use-queue-state.ts';

const loading = () => <SkeletonRows rows={8} label="Loading" />;

// Each part is loaded when it is opened. In the browser only: times are those of the reader's zone.
const PANELS = {
  waiting: dynamic(() => import('./waiting-tab.tsx').then((module) => module.WaitingTab), { ssr: false, loading }),
  schedulers: dynamic(() => import('./schedulers-tab.tsx').then((module) => module.SchedulersTab), { ssr: false, loading }),
  'dead-letters': dynamic(() => import('../dead-letter/dead-letters-tab.tsx').then((module) => module.DeadLettersTab), {
    ssr: false,
    loading,
  }),
} as const;

const LABELS: Record<QueueTab, string> = { waiting: 'Waiting', schedulers: 'Schedulers', 'dead-letters': 'Dead letters' };

/** What waits to be done, how fast it goes, what happens by itself, and what was given up. */
export function QueuePage() {
  const [{ tab }, setPlace] = useQueryStates(queueParsers);
  const admin = useAllowed('admin');
  const { data } = useQueueState();
  const paused = data?.paused ?? null;
  const Panel = PANELS[tab];
  return (
    <>
      <PageHeader title="Queues" actions={admin && data !== undefined && paused === null && <QueueAct act="pause" />}>
        What waits and why, how fast it goes, what happens by itself, and what was given up.
      </PageHeader>
      <StaleBanner />
      {paused !== null && (
        <Banner tone="wait" className="rounded-none font-medium" action={admin && <QueueAct act="resume" />}>
          The queue is paused: {paused.reason}{' '}
          <span className="font-normal">
            ({paused.byName}, <Ago at={paused.since} />)
          </span>
        </Banner>
      )}
      <Tabs
        label="Parts of the queue"
        value={tab}
        onChange={(next) => void setPlace({ tab: next })}
        tabs={QUEUE_TABS.map((value) => ({ value, label: LABELS[value] }))}
        className="px-6"
        panelClassName="pt-4 pb-10"
      >
        <Panel />
      </Tabs>
    </>
  );
}
