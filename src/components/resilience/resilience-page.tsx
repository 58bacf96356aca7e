'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import type { ComponentType } from 'react';
import { StaleBanner } from '../live/stale-banner.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { RESILIENCE_TABS, type ResilienceTab, resilienceParsers } from './resilience-parsers.ts';

const loading = () => <SkeletonRows rows={8} label="Loading" />;

// Each part is one file, loaded when it is opened. In the browser only: times are those of the reader's zone.
const PANELS: Record<ResilienceTab, ComponentType> = {
  breakers: dynamic(() => import('../breaker/breakers-tab.tsx').then((module) => module.BreakersTab), { ssr: false, loading }),
};

const LABELS: Record<ResilienceTab, string> = { breakers: 'Breakers' };

/** What breaks, what is kept away from it, and what a person can do about it. */
export function ResiliencePage() {
  const [{ tab }, setPlace] = useQueryStates(resilienceParsers);
  const Panel = PANELS[tab];
  return (
    <>
      <PageHeader title="Resilience">What is held back because it fails, and when it is tried again.</PageHeader>
      <StaleBanner />
      <Tabs
        label="Parts of resilience"
        value={tab}
        onChange={(next) => void setPlace({ tab: next, breaker: null })}
        tabs={RESILIENCE_TABS.map((value) => ({ value, label: LABELS[value] }))}
        className="px-6"
        panelClassName="pt-4 pb-10"
      >
        <Panel />
      </Tabs>
    </>
  );
}
