'use client';
import { ArrowUpRight, BellPlus } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useState } from 'react';
import { CATALOGUE, type MeasureName } from '@/server/core/metrics/catalogue.ts';
import type { ChartDefinition } from '@/server/core/metrics/dashboards.ts';
import { TARGET_DEFINITIONS } from '@/server/core/metrics/targets.ts';
import { useAllowed } from '../session/session.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/panel.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { MarkView } from './annotations.ts';
import { chartRows, sumUp } from './chart-rows.ts';
import { formatMeasure } from './format-measure.ts';
import { recordsHref } from './records-href.ts';
import type { SeriesView } from './series-types.ts';

// The library of charts is a hundred kilobytes: it comes after the page.
const MeasureChart = dynamic(() => import('./measure-chart.tsx').then((module) => module.MeasureChart), {
  ssr: false,
  loading: () => <Skeleton className="skeleton-delay h-44" />,
});

const CreateRuleDialog = dynamic(() => import('../alert/create-rule-dialog.tsx').then((module) => module.CreateRuleDialog), { ssr: false });

/** Opens the form of a rule about what the chart shows. */
function AddRule({ title, measure }: { title: string; measure: MeasureName }) {
  const admin = useAllowed('admin');
  const [adding, setAdding] = useState(false);
  if (!admin) return null;
  return (
    <>
      <Button variant="ghost" size="icon" aria-label={`Add an alert about ${title}`} title="Add an alert" onClick={() => setAdding(true)}>
        <BellPlus aria-hidden />
      </Button>
      {adding && <CreateRuleDialog measure={measure} onClose={() => setAdding(false)} />}
    </>
  );
}

interface ChartCardProps {
  chart: ChartDefinition;
  series: SeriesView;
  compare: boolean;
  target: number | undefined;
  marks: readonly MarkView[];
}

/** A chart with what it says in words, its definition, and the way to its records. */
export function ChartCard({ chart, series, compare, target, marks }: ChartCardProps) {
  const lines = series.lines.filter(({ name }) => chart.measures.includes(name));
  const [first = 'failures'] = chart.measures;
  const { unit, opens } = CATALOGUE[first];
  const rows = chartRows(lines, { now: series.resolutionSeconds * 1_000, before: series.beforeResolutionSeconds * 1_000 });
  const told = lines.map(({ name, points, before }) => {
    const said = (of: typeof points) => formatMeasure(sumUp(of, unit), unit);
    const samples = points.reduce((sum, [, , count]) => sum + count, 0).toLocaleString('en');
    const from = unit === 'count' ? 'in all' : `on average of ${samples} ${CATALOGUE[name].samples}`;
    return `${CATALOGUE[name].label}: ${said(points)} ${from}${compare ? `; a week before ${said(before)}` : ''}`;
  });
  const empty = rows.length === 0;
  return (
    <Panel
      title={chart.title}
      aside={
        <span className="flex items-center gap-1">
          <AddRule title={chart.title} measure={first} />
          <Link
            href={recordsHref(opens, series)}
            prefetch={false}
            aria-label={`Open the records of ${chart.title}`}
            className="flex items-center gap-1 text-accent text-small hover:underline"
          >
            Records
            <ArrowUpRight className="size-3.5" aria-hidden />
          </Link>
        </span>
      }
      className="min-w-0"
    >
      <figure className="px-2 pt-2 pb-3">
        {empty ? (
          <p className="flex h-44 items-center justify-center px-6 text-center text-base text-ink-3">Not measured in this time.</p>
        ) : (
          <div aria-hidden className="h-44 overflow-hidden">
            <MeasureChart
              rows={rows}
              span={{ from: series.from.getTime(), to: series.to.getTime() }}
              unit={unit}
              lines={lines.flatMap(({ name, before }) => [
                { key: name, label: CATALOGUE[name].label, before: false },
                ...(before.length > 0 ? [{ key: `before:${name}`, label: `${CATALOGUE[name].label}, a week before`, before: true }] : []),
              ])}
              target={target}
              marks={marks}
            />
          </div>
        )}
        <figcaption className="flex flex-col gap-0.5 px-2 pt-1 text-ink-3 text-small">
          {told.map((text) => (
            <span key={text}>{text}</span>
          ))}
          {target !== undefined && chart.target && (
            <span>
              Target: {TARGET_DEFINITIONS[chart.target].direction === 'at_most' ? 'at most' : 'at least'} {formatMeasure(target, unit)}
            </span>
          )}
          <details>
            <summary className="cursor-pointer">What this is</summary>
            {chart.measures.map((name) => (
              <p key={name} className="pt-1">
                <code className="font-mono">{name}</code>: {CATALOGUE[name].definition}.
              </p>
            ))}
          </details>
        </figcaption>
      </figure>
    </Panel>
  );
}
