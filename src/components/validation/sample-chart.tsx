'use client';
import { useQuery } from '@tanstack/react-query';
import type { Unit } from '@/server/core/metrics/catalogue.ts';
import { distributionOf } from '@/server/core/validation/distribution.ts';
import type { ValidationMeasure } from '@/server/core/validation/measures.ts';
import { Loaded } from '../loaded.tsx';
import { formatMeasure } from '../metrics/format-measure.ts';
import { type RouterOutputs, useTRPC } from '../trpc.tsx';

type Samples = NonNullable<RouterOutputs['validations']['samples']>;

const STEPS = 48;
const [WIDTH, HEIGHT] = [480, 72];
/** The highest of them, with their names. */
const NAMED = 5;

interface BarsProps {
  values: readonly number[];
  unit: Unit;
  limit: number;
  label: string;
}

/** The distribution of samples; a line where the limit lies, when it lies among them. */
function Bars({ values, unit, limit, label }: BarsProps) {
  const distribution = distributionOf(values, STEPS);
  if (distribution === null) return null;
  const { from, to, counts } = distribution;
  const most = Math.max(...counts);
  const at = to > from ? ((limit - from) / (to - from)) * WIDTH : -1;
  const seen = at >= 0 && at <= WIDTH;
  const said = `${label}: ${values.length} samples from ${formatMeasure(from, unit)} to ${formatMeasure(to, unit)}`;
  return (
    <figure className="flex flex-col gap-1">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-18 w-full" preserveAspectRatio="none" role="img" aria-label={said}>
        {counts.map((count, step) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its step
            key={step}
            x={(step * WIDTH) / STEPS}
            y={HEIGHT - (count / most) * HEIGHT}
            width={WIDTH / STEPS - 1}
            height={(count / most) * HEIGHT}
            fill="var(--accent)"
          />
        ))}
        {seen && <line x1={at} x2={at} y1={0} y2={HEIGHT} stroke="var(--fail)" strokeWidth={2} vectorEffect="non-scaling-stroke" />}
      </svg>
      <figcaption className="flex justify-between text-ink-3 text-small tabular-nums">
        <span>{formatMeasure(from, unit)}</span>
        {seen && <span className="text-fail">limit {formatMeasure(limit, unit)}</span>}
        <span>{formatMeasure(to, unit)}</span>
      </figcaption>
    </figure>
  );
}

/** The samples of each group, or all of them in one. */
function groupsOf({ values, groups }: Samples): [string, number[]][] {
  if (groups.length === 0) return [['all', values]];
  const names = [...new Set(groups)].sort();
  return names.map((name) => [name, values.filter((_, at) => groups[at] === name)]);
}

interface SampleChartProps {
  runId: string;
  measure: ValidationMeasure;
  label: string;
  unit: Unit;
  limit: number;
}

/** The raw samples behind a verdict: how they are spread, and which were the highest. */
export function SampleChart({ runId, measure, label, unit, limit }: SampleChartProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.validations.samples.queryOptions({ id: runId, measure }));
  return (
    <Loaded query={query} what="The samples" rows={3}>
      {(samples) => {
        if (samples === null || samples.values.length === 0) return <p className="text-base text-ink-2">There was no sample.</p>;
        const highest = samples.values
          .map((value, at) => ({ value, subject: samples.subjects[at] ?? '', at }))
          .sort((a, b) => b.value - a.value)
          .slice(0, NAMED);
        return (
          <div className="grid gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
            <div className="flex flex-col gap-3">
              {groupsOf(samples).map(([name, values]) => (
                <div key={name}>
                  {samples.groups.length > 0 && <p className="text-ink-2 text-small">{name}</p>}
                  <Bars values={values} unit={unit} limit={samples.groups.length > 0 ? Number.NaN : limit} label={label} />
                </div>
              ))}
            </div>
            <div>
              <p className="font-medium text-ink-2 text-small">
                Highest of {samples.total}
                {samples.total > samples.values.length && `, ${samples.values.length} kept`}
              </p>
              <ol className="text-base text-ink-2">
                {highest.map(({ value, subject, at }) => (
                  <li key={at} className="flex justify-between gap-3 tabular-nums">
                    <span className="truncate" title={subject}>
                      {subject}
                    </span>
                    <span>{formatMeasure(value, unit)}</span>
                  </li>
                ))}
              </ol>
            </div>
          </div>
        );
      }}
    </Loaded>
  );
}
