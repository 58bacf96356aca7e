'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CHARTS, type DashboardName } from '@/server/core/metrics/dashboards.ts';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { Loaded } from '../loaded.tsx';
import { Ago } from '../time/time-text.tsx';
import { useTRPC } from '../trpc.tsx';
import { plural } from '../ui/plural.ts';
import { viewMarks } from './annotations.ts';
import { ChartCard } from './chart-card.tsx';

/** A line of an hour has a point every ten seconds; longer spans move less. */
const SOON_MS = 1_000;

interface DashboardProps {
  name: DashboardName;
  seconds: number;
  compare: boolean;
}

/** The charts of one dashboard, read in one request and again when points were added. */
export function Dashboard({ name, seconds, compare }: DashboardProps) {
  const trpc = useTRPC();
  const charts = CHARTS[name];
  const asked = { names: charts.flatMap(({ measures }) => measures), seconds, compare };
  const series = useQuery({ ...trpc.metrics.recent.queryOptions(asked), placeholderData: keepPreviousData });
  const marks = useQuery(trpc.metrics.marks.queryOptions({ seconds }));
  const targets = useQuery(trpc.metrics.targets.queryOptions());
  useLiveRefresh('metrics', [{ queryKey: trpc.metrics.recent.queryKey() }, { queryKey: trpc.metrics.marks.queryKey() }], SOON_MS);
  const shown = viewMarks(marks.data ?? []);
  const targetValues = new Map(targets.data?.map((setting) => [setting.name, setting.value]));
  return (
    <Loaded query={series} what="The measures" rows={8}>
      {(view) => (
        <>
          <div className="grid gap-3 lg:grid-cols-2 2xl:grid-cols-3">
            {charts.map((chart) => (
              <ChartCard
                key={chart.id}
                chart={chart}
                series={view}
                compare={compare}
                target={chart.target && targetValues.get(chart.target)}
                marks={shown}
              />
            ))}
          </div>
          {shown.length > 0 && (
            <details className="pt-3 text-base text-ink-2">
              <summary className="cursor-pointer">Marked: {plural(shown.length, 'thing')} that happened</summary>
              <ul className="flex flex-col gap-0.5 pt-1 text-small">
                {shown.map(({ id, at, words }) => (
                  <li key={id}>
                    {words}, <Ago at={new Date(at)} />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Loaded>
  );
}
