import type { SeriesLine } from './series-types.ts';

const WIDTH = 100;
const HEIGHT = 24;
const PAD = 2;

interface SparklineProps {
  points: SeriesLine['points'];
  /** The span drawn, epoch ms. */
  from: number;
  to: number;
  /** Length of a bucket; points further apart are not joined. Milliseconds. */
  bucketMs: number;
  target: number;
  className?: string;
}

/** A measure over time beside its target. Gaps stay gaps; the numbers stand beside it, so it is decoration for a screen reader. */
export function Sparkline({ points, from, to, bucketMs, target, className }: SparklineProps) {
  const values = [...points.map(([, value]) => value), target];
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const x = (at: number) => ((at - from) / Math.max(1, to - from)) * WIDTH;
  const y = (value: number) => PAD + (1 - (value - low) / range) * (HEIGHT - 2 * PAD);
  const path = points
    .map(([at, value], index) => {
      const before = points[index - 1];
      const joined = before !== undefined && at - before[0] <= bucketMs * 1.5;
      return `${joined ? 'L' : 'M'}${x(at).toFixed(1)},${y(value).toFixed(1)}${joined ? '' : 'h0.01'}`;
    })
    .join('');
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className={className} aria-hidden>
      <line
        x1="0"
        x2={WIDTH}
        y1={y(target)}
        y2={y(target)}
        stroke="var(--line-strong)"
        strokeDasharray="2 2"
        vectorEffect="non-scaling-stroke"
      />
      {/* One point is no line, and would look like dirt. */}
      {points.length > 1 && (
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
