import { formatInstant } from '../time/format-time.ts';
import type { RoutingAccuracy } from './routing-types.ts';

const WIDTH = 480;
const HEIGHT = 150;
const ROOM = { left: 34, bottom: 18, top: 8, right: 8 };
/** A guess of one half for everything has this Brier score: above it, predictions are worse than none. */
const COIN = 0.25;

/** The Brier score per span of time, lower is better. Spans with too few outcomes are gaps. */
export function AccuracyOverTime({ spans }: { spans: RoutingAccuracy['overTime'] }) {
  const top = Math.max(COIN * 1.2, ...spans.map(({ brier }) => brier ?? 0));
  const x = (at: number) => ROOM.left + ((at + 0.5) / spans.length) * WIDTH;
  const y = (value: number) => ROOM.top + (1 - value / top) * HEIGHT;
  const told = spans.flatMap(({ from, n, brier }) => (brier === null ? [] : [`${formatInstant(from)}: ${brier.toFixed(3)} of ${n}`]));
  return (
    <svg
      viewBox={`0 0 ${ROOM.left + WIDTH + ROOM.right} ${ROOM.top + HEIGHT + ROOM.bottom}`}
      className="mx-auto w-full max-w-[720px] text-ink-3"
      role="img"
      aria-label={`Brier score over time. ${told.join('; ') || 'Not enough data in any span.'}`}
    >
      {[0, COIN].map((tick) => (
        <g key={tick} className="text-[10px]" fill="currentColor">
          <line
            x1={ROOM.left}
            x2={ROOM.left + WIDTH}
            y1={y(tick)}
            y2={y(tick)}
            stroke="var(--line-strong)"
            strokeDasharray={tick === 0 ? '' : '4 4'}
          />
          <text x={ROOM.left - 5} y={y(tick) + 3} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <text x={ROOM.left + 4} y={y(COIN) - 4} className="text-[10px]" fill="currentColor">
        a coin
      </text>
      {spans.map(({ from, n, brier }, at) =>
        brier === null ? (
          <text key={from} x={x(at)} y={y(0) - 4} textAnchor="middle" className="text-[10px]" fill="currentColor">
            {n === 0 ? '' : `${n}`}
          </text>
        ) : (
          <g key={from}>
            <line x1={x(at)} x2={x(at)} y1={y(0)} y2={y(brier)} stroke="var(--accent-line)" strokeWidth="2" />
            <circle cx={x(at)} cy={y(brier)} r="4" fill="var(--accent)">
              <title>{`${formatInstant(from)}: Brier score ${brier.toFixed(3)} of ${n} outcomes`}</title>
            </circle>
          </g>
        ),
      )}
      <text x={ROOM.left} y={y(0) + 14} className="text-[10px]" fill="currentColor">
        {spans[0] ? formatInstant(spans[0].from).slice(0, 16) : ''}
      </text>
      <text x={ROOM.left + WIDTH} y={y(0) + 14} textAnchor="end" className="text-[10px]" fill="currentColor">
        now
      </text>
    </svg>
  );
}
