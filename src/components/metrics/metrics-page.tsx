'use client';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { DASHBOARDS, type DashboardName } from '@/server/core/metrics/dashboards.ts';
import { StaleBanner } from '../live/stale-banner.tsx';
import { Button } from '../ui/button.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Select } from '../ui/select.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { Dashboard } from './dashboard.tsx';
import { metricsParsers, RANGE_NAMES, RANGES, type RangeName } from './metrics-parsers.ts';

const loading = () => <SkeletonRows rows={8} label="Loading" />;
const BreakersTab = dynamic(() => import('../breaker/breakers-tab.tsx').then((module) => module.BreakersTab), { ssr: false, loading });
const UtilisationTab = dynamic(() => import('../fleet/utilisation-tab.tsx').then((module) => module.UtilisationTab), {
  ssr: false,
  loading,
});

const LABELS: Record<DashboardName, string> = {
  performance: 'Real-time performance',
  load: 'Load balancing',
  routing: 'Routing accuracy',
  recovery: 'Recovery',
  breakers: 'Breakers',
  utilisation: 'Utilisation',
};

const RANGE_LABELS: Record<RangeName, string> = {
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '3d': 'Last 3 days',
  '7d': 'Last 7 days',
};

/** How work went over time: the six dashboards, each number with the way to its records. */
export function MetricsPage() {
  const [{ tab, range, compare }, setPlace] = useQueryStates(metricsParsers);
  const charted = tab !== 'utilisation';
  return (
    <>
      <PageHeader
        title="Metrics"
        actions={
          charted && (
            <>
              <Button
                aria-pressed={compare}
                variant={compare ? 'primary' : 'secondary'}
                onClick={() => void setPlace({ compare: !compare })}
              >
                Compare with the week before
              </Button>
              <Select
                label="Time range"
                value={range}
                onChange={(next) => void setPlace({ range: next })}
                options={RANGE_NAMES.map((value) => ({ value, label: RANGE_LABELS[value] }))}
              />
            </>
          )
        }
      >
        What was measured, from records. Where nothing was measured there is a gap.
      </PageHeader>
      <StaleBanner />
      <Tabs
        label="Dashboards"
        value={tab}
        onChange={(next) => void setPlace({ tab: next })}
        tabs={DASHBOARDS.map((value) => ({ value, label: LABELS[value] }))}
        className="px-6"
        panelClassName="pt-4 pb-10"
      >
        {/* Each of its own: what one has read would leave the charts of another empty until they are read. */}
        {charted && <Dashboard key={tab} name={tab} seconds={RANGES[range]} compare={compare} />}
        {tab === 'breakers' && (
          <div className="pt-4">
            <BreakersTab />
          </div>
        )}
        {tab === 'utilisation' && <UtilisationTab />}
      </Tabs>
    </>
  );
}
