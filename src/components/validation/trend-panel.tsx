'use client';
import { useQuery } from '@tanstack/react-query';
import { TrendingUp } from 'lucide-react';
import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import { Loaded } from '../loaded.tsx';
import { formatMeasure } from '../metrics/format-measure.ts';
import { Sparkline } from '../metrics/sparkline.tsx';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';
import { cn } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Panel } from '../ui/panel.tsx';
import { RecordTable } from '../ui/record-table.tsx';
import { Td } from '../ui/table.tsx';
import { validationParsers } from './validation-parsers.ts';
import { nameOf, VERDICT_LOOKS } from './validation-words.ts';

type Trend = NonNullable<RouterOutputs['validations']['trend']>['measures'][number];
type Point = Trend['points'][number];

const PERCENT = 100;
/** Below this, runs of the same sources differ by as much. */
const NOTEWORTHY = 0.1;

const sourcesOf = ({ commit, version }: Point): string => commit ?? `version ${version}`;

function sayChange(worseBy: number | null): string {
  if (worseBy === null) return '';
  const percent = Math.round(Math.abs(worseBy) * PERCENT);
  return percent === 0 ? 'the same' : `${percent} % ${worseBy > 0 ? 'worse' : 'better'}`;
}

function TrendRow({ trend }: { trend: Trend }) {
  const { measure, label, unit, limit, direction, worseBy, points } = trend;
  const newest = points.at(-1);
  const before = points.at(-2);
  const line = points.flatMap(({ value, samples }, at): [number, number, number][] => (value === null ? [] : [[at, value, samples]]));
  const open = (point: Point) => `/performance?run=${point.runId}&measure=${measure}` as const;
  return (
    <tr>
      <Td>
        {newest === undefined ? (
          label
        ) : (
          <Link href={open(newest)} prefetch={false} className="font-medium text-ink hover:underline">
            {label}
          </Link>
        )}
      </Td>
      <Td className="w-48">
        <Sparkline
          points={line}
          from={0}
          to={Math.max(1, points.length - 1)}
          bucketMs={1}
          target={limit}
          className={cn('h-6 w-44', newest && VERDICT_LOOKS[newest.status].tone)}
        />
      </Td>
      <Td className="text-right text-ink tabular-nums">{newest && formatMeasure(newest.value, unit)}</Td>
      <Td className="text-right tabular-nums">
        {direction === 'at_most' ? '≤' : '≥'} {formatMeasure(limit, unit)}
      </Td>
      <Td className={cn(worseBy !== null && worseBy > NOTEWORTHY && 'text-fail')}>
        {before === undefined ? (
          ''
        ) : (
          <>
            {sayChange(worseBy)}{' '}
            <Link href={open(before)} prefetch={false} className="text-ink-3 hover:underline">
              than {formatMeasure(before.value, unit)}
            </Link>
          </>
        )}
      </Td>
      <Td className="text-right tabular-nums">{points.length}</Td>
    </tr>
  );
}

/** How each measure of a kind of benchmark went from commit to commit; each opens to the samples of its newest run. */
export function TrendPanel() {
  const trpc = useTRPC();
  const [{ type, severity }] = useQueryStates(validationParsers);
  const query = useQuery(trpc.validations.trend.queryOptions({ ...(type !== null && { type }), ...(severity !== null && { severity }) }));
  const trend = query.data;
  // Before anything was measured the list of benchmarks says so, and what to do about it.
  if (trend === null) return null;
  const points = trend?.measures[0]?.points ?? [];
  const [oldest, newest] = [points[0], points.at(-1)];
  const told = oldest && newest && oldest !== newest && `${sourcesOf(oldest)} to ${sourcesOf(newest)}`;
  return (
    <Panel
      title={trend === undefined ? 'Trend' : `Trend: ${nameOf(trend)}`}
      aside={<span className="font-mono text-ink-3 text-small">{told}</span>}
    >
      <Loaded
        query={{ ...query, data: trend?.measures }}
        what="The trend"
        empty={
          <EmptyState icon={TrendingUp} title="Nothing was measured">
            The newest run of this kind holds no measure.
          </EmptyState>
        }
      >
        {(measures) => (
          <RecordTable
            columns={[
              'Measure',
              'From run to run',
              { title: 'Newest', numeric: true },
              { title: 'Wanted', numeric: true },
              'Against the run before',
              { title: 'Runs', numeric: true },
            ]}
            inset
          >
            {measures.map((each) => (
              <TrendRow key={each.measure} trend={each} />
            ))}
          </RecordTable>
        )}
      </Loaded>
    </Panel>
  );
}
