import type { Prediction } from '@/server/core/prediction/prediction.ts';

/** "81.2 %". */
export const percent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;

/** A predicted figure with its interval and how much stands behind it, or that this is too little. */
export function PredictedFigure({ of, format }: { of: Prediction; format: (value: number) => string }) {
  if (!of.enough) return <span className="text-ink-3">not enough data ({of.samples})</span>;
  return (
    <span title={`90 % interval ${format(of.low)} to ${format(of.high)}, ${of.samples} outcomes`}>
      <span className="font-medium text-ink">{format(of.mean)}</span>
      <span className="text-ink-3">
        {' '}
        {format(of.low)} – {format(of.high)} · {of.samples}
      </span>
    </span>
  );
}

/** A large figure with its name; a dash and the reason while there is too little to say. */
export function Figure({ name, value, note }: { name: string; value: string | null; note: string }) {
  return (
    <div className="min-w-32 flex-1 border-r px-4 py-3 last:border-r-0">
      <dt className="text-ink-3 text-small">{name}</dt>
      <dd className="font-semibold text-ink text-lead">
        {value ?? <span className="font-normal text-base text-ink-3">not enough data</span>}
      </dd>
      <dd className="text-ink-3 text-micro">{note}</dd>
    </div>
  );
}
