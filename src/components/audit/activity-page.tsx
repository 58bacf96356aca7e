'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { StaleBanner } from '../live/stale-banner.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ACTIVITY_TABS, type ActivityTab, activityParsers } from './activity-parsers.ts';
import { AuditList } from './audit-list.tsx';
import { VerifyChain } from './verify-chain.tsx';

const loading = () => <SkeletonRows rows={12} label="Loading" />;
const EventStream = dynamic(() => import('./event-stream.tsx').then((module) => module.EventStream), { ssr: false, loading });

const LABELS: Record<ActivityTab, string> = { audit: 'Audit', events: 'Events' };

/** What people and keys did, and what happened in all runs. */
export function ActivityPage() {
  const [{ tab }, setPlace] = useQueryStates(activityParsers);
  return (
    <>
      <PageHeader title="Activity" actions={tab === 'audit' && <VerifyChain />}>
        {tab === 'audit'
          ? 'Every act of a person, of a key or, where it decides by itself, of the system. Entries are chained by hash and never change.'
          : 'What happened in all runs, as it happens, newest first.'}
      </PageHeader>
      <StaleBanner />
      <Tabs
        label="Kinds of activity"
        value={tab}
        onChange={(next) => void setPlace({ tab: next })}
        tabs={ACTIVITY_TABS.map((value) => ({ value, label: LABELS[value] }))}
        className="px-6"
        panelClassName="pt-3 pb-10"
      >
        {tab === 'audit' ? <AuditList /> : <EventStream />}
      </Tabs>
    </>
  );
}
