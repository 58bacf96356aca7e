// A stretch of time laid on a width of 100 %. Time in which nobody worked is folded: a run that waited a night for an approval shows the
// minutes before and after it, and the night as a narrow gap that says how long it was.

/** Instants, epoch ms. */
export type Stretch = readonly [from: number, to: number];

/** A time that is folded. */
interface Fold {
  /** Where it lies, percent. */
  left: number;
  width: number;
  /** How long it was, ms. */
  ms: number;
}

export interface TimeScale {
  from: number;
  to: number;
  /** Where an instant lies, percent; outside of the stretch it sticks to the edge. */
  percent(at: number): number;
  /** Round instants to draw a line at, as milliseconds after `from`. */
  ticks: number[];
  folds: Fold[];
}

/** Distances between ticks that people count in, ms. */
const STEPS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
  7_200_000, 21_600_000, 86_400_000,
];
const MAX_TICKS = 7;
/** The label of a tick stands to its right: nearer to the end, or to a fold, there is no room for it. Share of the width. */
const LABEL = 0.06;
/** A run that has just begun is not stretched to fill the width. */
const MIN_SPAN_MS = 200;
/** Shorter pauses are part of the work, ms. */
const MIN_FOLD_MS = 10_000;
/** A pause is folded when it would take more than this share of the width. */
const FOLD_SHARE = 0.2;
/** The width of a fold, share. More than this many are too many gaps to tell anything: the longest are folded. */
const FOLD_WIDTH = 0.06;
const MAX_FOLDS = 5;

/** The times in which at least one of the stretches lasts, in order. */
export function mergeStretches(stretches: readonly Stretch[]): Stretch[] {
  const merged: [number, number][] = [];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The pauses between the times of work that would take too much of the width, in order. */
function pausesOf([from, to]: Stretch, busy: readonly Stretch[]): Stretch[] {
  let last = from;
  const pauses: Stretch[] = [];
  for (const [begin, end] of [...busy, [to, to] as const]) {
    const until = Math.min(begin, to);
    if (until - last >= MIN_FOLD_MS) pauses.push([last, until]);
    last = Math.max(last, end);
  }
  const worked = (left: readonly Stretch[]) => to - from - left.reduce((sum, [begin, end]) => sum + end - begin, 0);
  const folded: Stretch[] = [];
  for (const pause of pauses.toSorted((a, b) => b[1] - b[0] - (a[1] - a[0])).slice(0, MAX_FOLDS)) {
    const [begin, end] = pause;
    if (end - begin > FOLD_SHARE * worked(folded)) folded.push(pause);
  }
  return folded.sort((a, b) => a[0] - b[0]);
}

const stepFor = (span: number) => STEPS.find((each) => span / each <= MAX_TICKS) ?? Math.ceil(span / MAX_TICKS / 86_400_000) * 86_400_000;

/** @param busy times of work in order, without overlaps; null: nothing is folded */
export function timeScale(from: number, end: number, busy: readonly Stretch[] | null = null): TimeScale {
  const to = Math.max(end, from + MIN_SPAN_MS);
  const pauses = busy === null || busy.length === 0 ? [] : pausesOf([from, to], busy);
  const width = 100 * FOLD_WIDTH;
  const shown = pauses.reduce((sum, [begin, until]) => sum - (until - begin), to - from);
  const perMs = (100 - width * pauses.length) / Math.max(1, shown);
  // What is folded before an instant is not shown, but for the gap it leaves.
  const percent = (at: number) => {
    let left = (Math.min(to, Math.max(from, at)) - from) * perMs;
    for (const [begin, until] of pauses) {
      if (at <= begin) break;
      const inside = Math.min(at, until) - begin;
      left += (inside / (until - begin)) * width - inside * perMs;
    }
    return Math.min(100, Math.max(0, left));
  };
  const folds = pauses.map(([begin, until]) => ({ left: percent(begin), width, ms: until - begin }));
  return { from, to, percent, ticks: ticksOf([from, to], { shown, pauses, percent }), folds };
}

interface Laid {
  /** How much of the time is not folded, ms. */
  shown: number;
  pauses: readonly Stretch[];
  percent(at: number): number;
}

/** Round instants that are not folded, each with room for its label. */
function ticksOf([from, to]: Stretch, { shown, pauses, percent }: Laid): number[] {
  const step = stepFor(shown);
  const ends = [...pauses.map(([begin]) => begin), to];
  const ticks: number[] = [];
  let begin = from;
  ends.forEach((end, index) => {
    const limit = percent(end) - LABEL * 100;
    for (let tick = Math.ceil((begin - from) / step) * step; from + tick < end; tick += step) {
      if (percent(from + tick) <= limit) ticks.push(tick);
    }
    begin = pauses[index]?.[1] ?? to;
  });
  return ticks;
}
