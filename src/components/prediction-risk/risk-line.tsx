const WIDTH = 96;
const HEIGHT = 20;

/** The points of a line over probabilities, left to right. Exported for its test. */
export function linePoints(probabilities: readonly number[]): string {
  const step = WIDTH / Math.max(1, probabilities.length - 1);
  return probabilities.map((value, at) => `${(at * step).toFixed(1)},${((1 - value) * (HEIGHT - 2) + 1).toFixed(1)}`).join(' ');
}

/** What was predicted in the last hour. A dash before there are two points. */
export function RiskLine({ probabilities }: { probabilities: readonly number[] }) {
  if (probabilities.length < 2) return <span className="text-ink-3">–</span>;
  const [first = 0] = probabilities;
  const last = probabilities.at(-1) ?? 0;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-5 w-24"
      role="img"
      aria-label={`From ${Math.round(first * 100)} to ${Math.round(last * 100)} %`}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} stroke="var(--line)" />
      <polyline points={linePoints(probabilities)} fill="none" stroke="var(--accent)" strokeWidth="1.5" />
    </svg>
  );
}
