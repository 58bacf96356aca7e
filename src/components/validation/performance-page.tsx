'use client';
import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { StaleBanner } from '../live/stale-banner.tsx';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { TargetTiles } from '../overview/target-tiles.tsx';
import { useAllowed } from '../session/session.tsx';
import { useTRPC } from '../trpc.tsx';
import { Button } from '../ui/button.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { ValidationList } from './validation-list.tsx';
import { TARGET_WINDOW, validationParsers } from './validation-parsers.ts';

const ValidationDetail = dynamic(() => import('./validation-detail.tsx').then((module) => module.ValidationDetail), { ssr: false });
const NightlyPanel = dynamic(() => import('./nightly-panel.tsx').then((module) => module.NightlyPanel), { ssr: false });
const StartValidationDialog = dynamic(() => import('./start-validation-dialog.tsx').then((module) => module.StartValidationDialog), {
  ssr: false,
});

/** Points come every ten seconds, runs say how far they are every second. Milliseconds. */
const TARGETS_MS = 2_000;
const RUNS_MS = 500;

/** Whether the targets are met: by the work of users, and by benchmarks on a fleet of their own. */
export function PerformancePage() {
  const trpc = useTRPC();
  const [{ run }, setPlace] = useQueryStates(validationParsers);
  const mayStart = useAllowed('operator');
  const [starting, setStarting] = useState(false);
  const targets = useQuery(trpc.metrics.validate.queryOptions(TARGET_WINDOW));
  useLiveRefresh('metrics', [trpc.metrics.validate.queryFilter(), trpc.metrics.recent.queryFilter()], TARGETS_MS);
  // Samples never change: they are not read again.
  useLiveRefresh('validations', [trpc.validations.get.queryFilter(), { queryKey: [...trpc.validations.pathKey(), 'pages'] }], RUNS_MS);
  useLiveRefresh('validations', [trpc.validations.trend.queryFilter()], TARGETS_MS);
  const start = mayStart && (
    <Button variant="primary" onClick={() => setStarting(true)}>
      <FlaskConical aria-hidden />
      Run a benchmark
    </Button>
  );
  return (
    <>
      <PageHeader title="Performance" actions={start}>
        The targets against the work that was done, and against benchmarks. Every number opens to its samples.
      </PageHeader>
      <StaleBanner />
      <div className="flex flex-col gap-3 px-6 pb-10">
        <Loaded query={targets} what="The targets" rows={5}>
          {(performance) => <TargetTiles performance={performance} detailed />}
        </Loaded>
        {run !== null && <ValidationDetail key={run} id={run} onClose={() => void setPlace({ run: null, measure: null })} />}
        <ValidationList start={start || undefined} />
        <TrendPanel />
        <NightlyPanel />
      </div>
      {starting && (
        <StartValidationDialog
          onClose={() => setStarting(false)}
          onStarted={(id) => {
            setStarting(false);
            void setPlace({ run: id, measure: null });
          }}
        />
      )}
    </>
  );
}
