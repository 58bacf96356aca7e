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
  failures: dynamic(() => import('../failure/failures-tab.tsx').then((module) => module.FailuresTab), { ssr: false, loading }),
  'dead-letters': dynamic(() => import('../dead-letter/dead-letters-tab.tsx').then((module) => module.DeadLettersTab), {
    ssr: false,
    loading,
  }),
  predictions: dynamic(() => import('../prediction-risk/prediction-risk.tsx').then((module) => module.PredictionRisk), {
    ssr: false,
    loading,
  }),
  chaos: dynamic(() => import('../chaos/chaos-tab.tsx').then((module) => module.ChaosTab), { ssr: false, loading }),
};

const LABELS: Record<ResilienceTab, string> = {
  breakers: 'Breakers',
  failures: 'Failures',
  'dead-letters': 'Dead letters',
  predictions: 'Predictions',
  chaos: 'Chaos',
};

/** What breaks, what is kept away from it, and what a person can do about it. */
export function ResiliencePage() {
  const [{ tab }, setPlace] = useQueryStates(resilienceParsers);
  const Panel = PANELS[tab];
  return (
    <>
      <PageHeader title="Resilience">What fails, what was done about it, what is held back, and what may fail next.</PageHeader>
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
