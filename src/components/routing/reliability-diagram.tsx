import type { RoutingAccuracy } from './routing-types.ts';

/** The plot's side and the room for its axes, in the units of the drawing. */
const SIDE = 240;
const ROOM = { left: 34, bottom: 30, top: 12, right: 12 };
const TICKS = [0, 0.25, 0.5, 0.75, 1];
/** Radius of the largest point. */
const LARGEST = 9;

const x = (value: number) => ROOM.left + value * SIDE;
const y = (value: number) => ROOM.top + (1 - value) * SIDE;

/** Predicted against observed outcomes. On the diagonal, what was predicted came true as often as it said. */
export function ReliabilityDiagram({ bins, of = 'success' }: { bins: RoutingAccuracy['bins']; of?: 'success' | 'failure' }) {
  const filled = bins.flatMap(({ n, predicted, observed }) =>
    predicted === null || observed === null ? [] : [{ n, predicted, observed }],
  );
  const most = Math.max(1, ...filled.map(({ n }) => n));
  const told = filled.map(
    ({ n, predicted, observed }) => `${Math.round(predicted * 100)} % predicted, ${Math.round(observed * 100)} % came true, of ${n}`,
  );
  return (
    <svg
      viewBox={`0 0 ${ROOM.left + SIDE + ROOM.right} ${ROOM.top + SIDE + ROOM.bottom}`}
      className="w-full max-w-[360px] text-ink-3"
      role="img"
      aria-label={`Reliability diagram. ${told.join('; ')}`}
    >
      {TICKS.map((tick) => (
        <g key={tick} className="text-[10px]" fill="currentColor">
          <line x1={x(tick)} x2={x(tick)} y1={y(0)} y2={y(1)} stroke="var(--line)" />
          <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
          <text x={x(tick)} y={y(0) + 13} textAnchor="middle">
            {tick * 100}
          </text>
          <text x={x(0) - 5} y={y(tick) + 3} textAnchor="end">
            {tick * 100}
          </text>
        </g>
      ))}
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--line-strong)" strokeDasharray="4 4" />
      <polyline
        points={filled.map(({ predicted, observed }) => `${x(predicted)},${y(observed)}`).join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.5"
      />
      {filled.map(({ n, predicted, observed }, at) => (
        <circle
          key={predicted}
          cx={x(predicted)}
          cy={y(observed)}
          r={Math.max(2.5, LARGEST * Math.sqrt(n / most))}
          fill="var(--accent)"
          opacity="0.85"
        >
          <title>{told[at]}</title>
        </circle>
      ))}
      <text x={x(0.5)} y={y(0) + 27} textAnchor="middle" className="text-[10px]" fill="currentColor">
        predicted {of}, %
      </text>
      <text x={-y(0.5)} y={9} transform="rotate(-90)" textAnchor="middle" className="text-[10px]" fill="currentColor">
        came true, %
      </text>
    </svg>
  );
}
