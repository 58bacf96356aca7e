/** A stretch of time laid on a width of 100 %. */
export interface TimeScale {
  from: number;
  to: number;
  /** Where an instant lies, percent; outside of the stretch it sticks to the edge. */
  percent(at: number): number;
  /** Round instants to draw a line at, as milliseconds after `from`. */
  ticks: number[];
}

/** Distances between ticks that people count in, ms. */
const STEPS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  7_200_000, 21_600_000, 86_400_000,
];
const MAX_TICKS = 7;
/** The label of a tick stands to its right: nearer to the end there is no room for it. Share of the width. */
const LAST_TICK = 0.94;
/** A run that has just begun is not stretched to fill the width. */
const MIN_SPAN_MS = 200;

export function timeScale(from: number, end: number): TimeScale {
  const to = Math.max(end, from + MIN_SPAN_MS);
  const span = to - from;
  const step = STEPS.find((each) => span / each <= MAX_TICKS) ?? Math.ceil(span / MAX_TICKS / 86_400_000) * 86_400_000;
  const ticks = Array.from({ length: Math.floor((LAST_TICK * span) / step) + 1 }, (_, index) => index * step);
  return { from, to, ticks, percent: (at) => Math.min(100, Math.max(0, ((at - from) / span) * 100)) };
}
