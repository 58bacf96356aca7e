'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { StaleBanner } from '../live/stale-banner.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { FLEET_TABS, type FleetTab, fleetParsers } from './fleet-parsers.ts';

const loading = () => <SkeletonRows rows={8} label="Loading" />;

// Each part is loaded when it is opened. In the browser only: times are those of the reader's zone.
const PANELS = {
  utilisation: dynamic(() => import('./utilisation-tab.tsx').then((module) => module.UtilisationTab), { ssr: false, loading }),
  personas: dynamic(() => import('../persona/personas-tab.tsx').then((module) => module.PersonasTab), { ssr: false, loading }),
  pools: dynamic(() => import('../pool/pools-tab.tsx').then((module) => module.PoolsTab), { ssr: false, loading }),
  sleep: dynamic(() => import('../sleep/sleep-tab.tsx').then((module) => module.SleepTab), { ssr: false, loading }),
  memory: dynamic(() => import('../memory/memory-tab.tsx').then((module) => module.MemoryTab), { ssr: false, loading }),
} as const;

const LABELS: Record<FleetTab, string> = {
  utilisation: 'Utilisation',
  personas: 'Personas',
  pools: 'Pools',
  sleep: 'Sleep',
  memory: 'Memory',
};

/** The fleet as a whole: how busy it is, who it is made of, how it grows, how it rests and what it remembers. */
export function FleetPage() {
  const [{ tab }, setPlace] = useQueryStates(fleetParsers);
  const Panel = PANELS[tab];
  return (
    <>
      <PageHeader title="Fleet">How busy the agents are, who they are, how they grow and rest, and what they remember.</PageHeader>
      <StaleBanner />
      <Tabs
        label="Parts of the fleet"
        value={tab}
        onChange={(next) => void setPlace({ tab: next, cell: null, persona: null, pool: null, agent: null, q: null, type: null })}
        tabs={FLEET_TABS.map((value) => ({ value, label: LABELS[value] }))}
        className="px-6"
        panelClassName="pt-4 pb-10"
      >
        <Panel />
      </Tabs>
    </>
  );
}
