'use client';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { PoolForecastView } from '@/server/core/scaling/pool-view.ts';
import { chartPoints } from './forecast-points.ts';

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const tick = { fill: 'var(--ink-3)', fontSize: 11 };
const round = (value: unknown) =>
  Array.isArray(value) ? value.map((each) => Number(each).toFixed(1)).join(' to ') : Number(value).toFixed(1).replace('.0', '');

/** Arrivals per quarter hour: bars of the past as a line, and what is expected in its interval. */
export function ForecastChart({ view }: { view: PoolForecastView }) {
  const points = chartPoints(view);
  const total = view.measured.reduce((sum, count) => sum + count, 0);
  return (
    <figure className="px-2 pt-2 pb-3">
      <figcaption className="sr-only">
        {total} arrivals in {view.measured.length} quarter hours measured
        {view.forecast.kind === 'forecast' && `, ${view.forecast.points[0]?.expected.toFixed(1)} expected in the next one`}.
      </figcaption>
      <div aria-hidden>
        <ResponsiveContainer width="100%" height={240} initialDimension={{ width: 800, height: 240 }}>
          <ComposedChart data={points} margin={{ top: 8, right: 16, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis
              dataKey="at"
              type="number"
              scale="time"
              domain={['dataMin', 'dataMax']}
              tickFormatter={(at: number) => clock.format(at)}
              tick={tick}
              stroke="var(--line-strong)"
              minTickGap={48}
            />
            <YAxis tick={tick} stroke="var(--line-strong)" width={36} allowDecimals={false} />
            <Tooltip
              isAnimationActive={false}
              formatter={(value, name) => [round(value), name]}
              labelFormatter={(at) => day.format(Number(at))}
              contentStyle={{
                background: 'var(--panel)',
                border: '1px solid var(--line)',
                borderRadius: 6,
                fontSize: 12,
                color: 'var(--ink)',
              }}
            />
            <ReferenceLine
              x={view.from.getTime()}
              stroke="var(--ink-3)"
              strokeDasharray="3 3"
              label={{ value: 'now', fill: 'var(--ink-3)', fontSize: 11, position: 'insideTopLeft' }}
            />
            <Area dataKey="interval" name="90 % interval" stroke="none" fill="var(--accent)" fillOpacity={0.16} isAnimationActive={false} />
            <Line dataKey="measured" name="measured" stroke="var(--run)" strokeWidth={2} dot={false} isAnimationActive={false} />
            <Line
              dataKey="expected"
              name="expected"
              stroke="var(--accent)"
              strokeWidth={2}
              strokeDasharray="5 4"
              dot={false}
              isAnimationActive={false}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <div className="flex gap-4 pl-11 text-ink-3 text-small" aria-hidden>
        <span className="flex items-center gap-1.5">
          <span className="h-0.5 w-4 bg-run" /> measured
        </span>
        <span className="flex items-center gap-1.5">
          <span className="w-4 border-accent border-t-2 border-dashed" /> expected
        </span>
        <span className="flex items-center gap-1.5">
          <span className="h-3 w-4 rounded-[2px] bg-accent/20" /> 90 % interval
        </span>
      </div>
    </figure>
  );
}
