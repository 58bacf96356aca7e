const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEPS_MS = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((hours) => hours * HOUR_MS),
];
const MOST_TICKS = 7;

/** Round times of a span by the reader's clock, at most seven, so that a chart has a scale where nothing was measured too. Epoch ms. */
export function timeTicks(
  { from, to }: { from: number; to: number },
  zoneOffsetMs = -new Date(to).getTimezoneOffset() * MINUTE_MS,
): number[] {
  const step = STEPS_MS.find((each) => (to - from) / each <= MOST_TICKS) ?? Math.ceil((to - from) / MOST_TICKS);
  const first = Math.ceil((from + zoneOffsetMs) / step) * step - zoneOffsetMs;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, at) => first + at * step);
}
