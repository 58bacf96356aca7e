'use client';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Unit } from '@/server/core/metrics/catalogue.ts';
import type { MarkView } from './annotations.ts';
import type { ChartRow } from './chart-rows.ts';
import { formatMeasure } from './format-measure.ts';
import { timeTicks } from './time-ticks.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const exact = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const tick = { fill: 'var(--ink-3)', fontSize: 11 };
const DAY_MS = 86_400_000;
/** A target this many times above everything measured would press the lines flat: it is told in words alone. */
const FAR = 4;
const COLOURS = ['var(--accent)', 'var(--fail)', 'var(--run)'];

interface MeasureChartProps {
  rows: ChartRow[];
  span: { from: number; to: number };
  unit: Unit;
  lines: readonly { key: string; label: string; before: boolean }[];
  target: number | undefined;
  marks: readonly MarkView[];
}

/** Lines over time. All charts of a page share the cursor: hovering one shows the same moment in all. */
export function MeasureChart({ rows, span, unit, lines, target, marks }: MeasureChartProps) {
  const keys = lines.map(({ key }) => key);
  const highest = Math.max(0, ...rows.flatMap((row) => keys.map((key) => Number(row[key] ?? 0))));
  const reach = target !== undefined && target > FAR * highest ? 'hidden' : 'extendDomain';
  const axis = span.to - span.from > DAY_MS ? day : clock;
  return (
    <ResponsiveContainer width="100%" height={180} initialDimension={{ width: 480, height: 180 }}>
      <LineChart
        data={rows}
        syncId="metrics"
        syncMethod="value"
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={[span.from, span.to]}
          ticks={timeTicks(span)}
          tickFormatter={(at: number) => axis.format(at)}
          tick={tick}
          stroke="var(--line-strong)"
          minTickGap={56}
        />
        <YAxis
          tick={tick}
          stroke="var(--line-strong)"
          width={60}
          domain={[0, 'auto']}
          tickFormatter={(value: number) => formatMeasure(value, unit)}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value, name) => [formatMeasure(Number(value), unit), name]}
          labelFormatter={(at) => exact.format(Number(at))}
          contentStyle={{ background: 'var(--panel)', border: '1px solid var(--line)', borderRadius: 6, fontSize: 12, color: 'var(--ink)' }}
        />
        {target !== undefined && <ReferenceLine y={target} stroke="var(--ink-3)" strokeDasharray="4 4" ifOverflow={reach} />}
        {marks.map(({ id, at, tone }) => (
          <ReferenceLine key={id} x={at} stroke={tone === 'fail' ? 'var(--fail)' : 'var(--run)'} strokeDasharray="2 3" />
        ))}
        {lines.map(({ key, label, before }, index) => (
          <Line
            key={key}
            dataKey={key}
            name={label}
            type="linear"
            stroke={before ? 'var(--ink-3)' : COLOURS[Math.floor(index) % COLOURS.length]}
            strokeWidth={before ? 1.25 : 1.75}
            {...(before && { strokeDasharray: '3 3' })}
            dot={rows.length < 40 ? { r: 2 } : false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
