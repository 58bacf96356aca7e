'use client';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import Link from 'next/link';
import { CATALOGUE } from '@/server/core/metrics/catalogue.ts';
import { TARGET_DEFINITIONS, TARGETS } from '@/server/core/metrics/targets.ts';
import { formatMeasure } from '../metrics/format-measure.ts';
import { recordsHref } from '../metrics/records-href.ts';
import type { OverviewView, SeriesLine, TargetVerdict } from '../metrics/series-types.ts';
import { Sparkline } from '../metrics/sparkline.tsx';
import { useTRPC } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { Panel } from '../ui/panel.tsx';
import { sayHistory } from './say-history.ts';

/** How far back the lines go, and in how many points at most. */
export const SPARK = { names: TARGETS.map((name) => TARGET_DEFINITIONS[name].metric), seconds: 10_800, points: 200, compare: false };

const LOOKS = {
  met: { icon: CircleCheck, tone: 'text-ok', word: 'met' },
  missed: { icon: CircleX, tone: 'text-fail', word: 'missed' },
  unknown: { icon: CircleDashed, tone: 'text-ink-3', word: 'not measured' },
} as const;

interface TileProps {
  target: TargetVerdict;
  window: { from: Date; to: Date };
  line: SeriesLine | undefined;
  span: { from: number; to: number; bucketMs: number };
  /** Tells the history of every target; else of missed ones alone. */
  detailed: boolean;
}

function TargetTile({ target, window, line, span, detailed }: TileProps) {
  const { metric } = TARGET_DEFINITIONS[target.name];
  const { label, unit, definition, samples, opens } = CATALOGUE[metric];
  const { icon: Icon, tone, word } = LOOKS[target.status];
  const history = sayHistory(target, unit, window.to);
  const wanted = `${target.direction === 'at_most' ? '≤' : '≥'} ${formatMeasure(target.target, unit)}`;
  return (
    <li className={cn('min-w-0 border-r border-b', target.status === 'missed' && 'bg-fail-soft')}>
      <Link
        href={recordsHref(opens, window)}
        prefetch={false}
        title={`${definition}. ${target.samples} ${samples}. ${history}`}
        className="flex h-full flex-col gap-0.5 px-2.5 py-2 hover:bg-hover"
      >
        <span className="flex items-center gap-1 text-small">
          <Icon className={cn('size-3.5 shrink-0', tone)} aria-label={word} />
          <span className="truncate text-ink-2">{label}</span>
        </span>
        <span className="flex items-baseline justify-between gap-1">
          <span className={cn('font-semibold text-lead tabular-nums', target.status === 'missed' ? 'text-fail' : 'text-ink')}>
            {formatMeasure(target.value, unit)}
          </span>
          <span className="truncate text-ink-3 text-micro">{wanted}</span>
        </span>
        <Sparkline points={line?.points ?? []} {...span} target={target.target} className={cn('h-5 w-full', tone)} />
        {(detailed || target.status === 'missed') && <span className="text-ink-2 text-micro">{history}</span>}
      </Link>
    </li>
  );
}

interface TargetTilesProps {
  performance: OverviewView['performance'];
  detailed?: boolean;
}

/** The fourteen targets over the last hour, each opening to its records. */
export function TargetTiles({ performance, detailed = false }: TargetTilesProps) {
  const trpc = useTRPC();
  const { data: series } = useQuery(trpc.metrics.recent.queryOptions(SPARK));
  const lines = new Map(series?.lines.map((line) => [line.name, line]));
  const to = performance.timestamp;
  const window = { from: new Date(to.getTime() - performance.windowSeconds * 1_000), to };
  const span = {
    from: series?.from.getTime() ?? 0,
    to: series?.to.getTime() ?? 1,
    bucketMs: (series?.resolutionSeconds ?? 60) * 1_000,
  };
  const known = performance.targetsMet + performance.targetsMissed;
  return (
    <Panel
      title="Targets over the last hour"
      aside={
        <span className="text-ink-2 text-small">
          {performance.targetsMet} of {known} met
          {performance.targetsUnknown > 0 && `, ${performance.targetsUnknown} not measured`}
        </span>
      }
      className="overflow-hidden"
    >
      <ul className="-mr-px -mb-px grid grid-cols-2 sm:grid-cols-4 lg:grid-cols-7">
        {performance.targets.map((target) => (
          <TargetTile
            key={target.name}
            target={target}
            window={window}
            line={lines.get(TARGET_DEFINITIONS[target.name].metric)}
            span={span}
            detailed={detailed}
          />
        ))}
      </ul>
    </Panel>
  );
}
