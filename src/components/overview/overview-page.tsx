'use client';
import { useQuery } from '@tanstack/react-query';
import { StaleBanner } from '../live/stale-banner.tsx';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { useTRPC } from '../trpc.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { FleetGlance } from './fleet-glance.tsx';
import { FAILED, RUNNING } from './overview-runs.ts';
import { ProblemList } from './problem-list.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { TargetTiles } from './target-tiles.tsx';
import { VerdictLine } from './verdict-line.tsx';

/** What needs somebody is read again at most this often after something of it changed, milliseconds. */
const SOON_MS = 1_000;
/** Runs change all the time while work goes on. */
const LATER_MS = 5_000;

/** Whether all is well, what is not, and what goes on. */
export function OverviewPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.overview.read.queryOptions());
  const overview = { queryKey: trpc.overview.read.queryKey() };
  const points = { queryKey: trpc.metrics.recent.queryKey() };
  useLiveRefresh('alerts', [overview], SOON_MS);
  useLiveRefresh('failures', [overview], SOON_MS);
  useLiveRefresh('emergency', [overview], SOON_MS);
  useLiveRefresh('breakers', [overview], SOON_MS);
  useLiveRefresh('metrics', [overview, points], SOON_MS);
  useLiveRefresh('runs', [overview], LATER_MS);
  return (
    <>
      <PageHeader title="Overview" />
      <StaleBanner />
      <div className="flex flex-col gap-3 px-6 pb-10">
        <Loaded query={query} what="The overview" rows={10}>
          {(view) => (
            <>
              <VerdictLine view={view} />
              <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
                <ProblemList problems={view.problems} />
                <FleetGlance />
              </div>
              <TargetTiles performance={view.performance} />
            </>
          )}
        </Loaded>
        <div className="grid items-start gap-3 lg:grid-cols-2">
          <RunsPanel title="Running now" filter={RUNNING} href="/runs?status=running" empty="Nothing runs." />
          <RunsPanel title="Last failed runs" filter={FAILED} href="/runs?status=failed" empty="No run has failed." />
        </div>
      </div>
    </>
  );
}
