import { median } from '../engine/statistics.ts';
import type { LookFigures, Motion, PageFigures, Verdict } from './figures.ts';
import type { Frames } from './record-frames.ts';

// What the canvas promises, as ratios to the smallest page of the same round where the machine would decide otherwise.

const RATIO = { large: 0.95, huge: 0.85 } as const;
/** From this number of nodes on the lower ratio holds. */
const HUGE = 10_000;
/** What the main thread works for a frame more than for the smallest page, ms: what others on the machine do hardly shows in it. */
const MORE_WORK_MS = 2;
const WORST_MS = { cross: 50, crossSlowed: 150 } as const;
const OPEN = { size: 5_000, ms: 1_000 } as const;
/** While somebody types. */
const CHECK = { size: 1_000, ms: 50 } as const;
const HEAP_MB = 20;
const CARDS = 160;
const LAYOUT_MS = new Map([
  [1_000, 2_000],
  [5_000, 6_000],
]);
const LONGEST_MS = 100;
const LOOK = { any: 0.01, visible: 0.002 } as const;

export const inMs = (value: number): string => `${Math.round(value)} ms`;
export const inMegabytes = (value: number): string => `${value.toFixed(1)} MB`;
const nodes = (size: number) => `${size.toLocaleString('en-US')} nodes`;

/** Open when there is no value. */
export const atMost = (name: string, value: number, { limit, show }: { limit: number; show: (value: number) => string }): Verdict => ({
  name,
  target: `at most ${show(limit)}`,
  value: show(value),
  met: Number.isNaN(value) ? null : value <= limit,
});

/** Every step whose frame rate is held against the smallest page. */
const STEADY: { name: string; of(page: PageFigures): Frames }[] = [
  { name: 'pan, all in view', of: ({ motion }) => motion.panFit },
  { name: 'pan, close-up', of: ({ motion }) => motion.panClose },
  { name: 'recolour 200/s', of: ({ recolour }) => recolour.far200 },
  { name: 'recolour 1,000/s', of: ({ recolour }) => recolour.far1000 },
  { name: 'recolour 1,000/s, close-up', of: ({ recolour }) => recolour.close1000 },
];

/** The median over rounds of a page's frame rate as a share of the smallest page's in the same round. */
export function ratioOf(pages: readonly PageFigures[], size: number, step: (page: PageFigures) => Frames): number {
  return againstLeast(pages, size, (page, least) => step(page).fps / step(least).fps);
}

/** The median over rounds of what a page is against the smallest of the same round. */
function againstLeast(pages: readonly PageFigures[], size: number, compare: (page: PageFigures, least: PageFigures) => number): number {
  const smallest = Math.min(...pages.map((page) => page.size));
  const base = new Map(pages.filter((page) => page.size === smallest).map((page) => [page.round, page]));
  return median(
    pages.flatMap((page) => {
      const least = base.get(page.round);
      return page.size === size && least ? [compare(page, least)] : [];
    }),
  );
}

const crossingOf = ({ crossIn, crossOut, warmIn, warmOut }: Motion): number =>
  Math.max(crossIn.worst, crossOut.worst, warmIn.worst, warmOut.worst);

/** The rounds of one size, and what they are held against. */
interface Rounds {
  pages: readonly PageFigures[];
  size: number;
  least: number;
  of: readonly PageFigures[];
}

function judgeRates({ pages, size, least, of }: Rounds): Verdict[] {
  const target = size >= HUGE ? RATIO.huge : RATIO.large;
  return STEADY.map(({ name, of: step }) => {
    const ratio = ratioOf(pages, size, step);
    return {
      name: `${nodes(size)}: ${name}`,
      target: `at least ${target} of ${nodes(least)}`,
      value: `${ratio.toFixed(2)} (${median(of.map((page) => step(page).fps)).toFixed(0)} fps)`,
      met: ratio >= target,
    };
  });
}

/** Every pan, in work of the main thread. */
function judgeWork({ pages, size }: Rounds): Verdict[] {
  const pans = [
    { name: 'pan, all in view', of: ({ motion }: PageFigures) => motion.panFit },
    { name: 'pan, close-up', of: ({ motion }: PageFigures) => motion.panClose },
  ];
  return pans.map(({ name, of }) =>
    atMost(
      `${nodes(size)}: ${name}, main thread per frame above the smallest page`,
      againstLeast(pages, size, (page, least) => of(page).cpuMs - of(least).cpuMs),
      { limit: MORE_WORK_MS, show: (value) => `${value.toFixed(1)} ms` },
    ),
  );
}

function judgeLimits({ pages, size, of }: Rounds): Verdict[] {
  const named = (name: string) => `${nodes(size)}: ${name}`;
  const middle = (read: (page: PageFigures) => number) => median(of.map(read));
  const crossing = middle(({ motion }) => crossingOf(motion));
  const verdicts = [atMost(named('worst frame while zooming through'), crossing, { limit: WORST_MS.cross, show: inMs })];
  const slowed = of.flatMap((page) => page.slowed ?? []);
  if (slowed.length > 0) {
    const value = median(slowed.map(crossingOf));
    verdicts.push(atMost(named('the same, processor slowed down 4 times'), value, { limit: WORST_MS.crossSlowed, show: inMs }));
  }
  if (size === OPEN.size)
    verdicts.push(
      atMost(
        named('open'),
        middle(({ openMs }) => openMs),
        { limit: OPEN.ms, show: inMs },
      ),
    );
  const heap = againstLeast(pages, size, (page, small) => page.heapMb - small.heapMb);
  verdicts.push(atMost(named('heap above the smallest page'), heap, { limit: HEAP_MB, show: inMegabytes }));
  if (size === CHECK.size)
    verdicts.push(
      atMost(
        named('from an edit to its faults'),
        middle(({ checkMs }) => checkMs ?? Number.NaN),
        { limit: CHECK.ms, show: inMs },
      ),
    );
  const layoutLimit = LAYOUT_MS.get(size);
  if (layoutLimit === undefined) return verdicts;
  const layout = middle((page) => page.layout.ms);
  const longest = middle((page) => page.layout.longest);
  return [
    ...verdicts,
    atMost(named('layout in the worker'), layout, { limit: layoutLimit, show: inMs }),
    atMost(named('longest animation frame meanwhile'), longest, { limit: LONGEST_MS, show: inMs }),
  ];
}

function judgeSize(pages: readonly PageFigures[], size: number): Verdict[] {
  const least = Math.min(...pages.map((page) => page.size));
  const rounds = { pages, size, least, of: pages.filter((page) => page.size === size) };
  return [...judgeRates(rounds), ...judgeWork(rounds), ...judgeLimits(rounds)];
}

function judgeLooks(looks: readonly LookFigures[]): Verdict[] {
  const share = (value: number) => `${(value * 100).toFixed(2)} %`;
  const worst = (read: (look: LookFigures) => number) => (looks.length === 0 ? Number.NaN : Math.max(...looks.map(read)));
  return [
    atMost(
      'painted and real cards: pixels that differ',
      worst(({ any }) => any),
      { limit: LOOK.any, show: share },
    ),
    atMost(
      'painted and real cards: pixels seen to differ',
      worst(({ visible }) => visible),
      { limit: LOOK.visible, show: share },
    ),
  ];
}

/** Every promise that these figures can tell of. The smallest page is the measure, it is not judged by itself. */
export function judgeGates({ pages, looks }: { pages: readonly PageFigures[]; looks: readonly LookFigures[] }): Verdict[] {
  const sizes = [...new Set(pages.map(({ size }) => size))].toSorted((a, b) => a - b);
  const steps = pages.reduce((sum, { keysPressed }) => sum + keysPressed, 0);
  const arrived = pages.reduce((sum, { keysArrived }) => sum + keysArrived, 0);
  const faults = [...new Set(pages.flatMap(({ axe }) => axe))];
  return [
    ...sizes.slice(1).flatMap((size) => judgeSize(pages, size)),
    atMost('cards in the page at once', Math.max(...pages.map(({ mostCards }) => mostCards)), { limit: CARDS, show: String }),
    ...judgeLooks(looks),
    { name: 'steps of the keyboard that arrive at a named button', target: 'all', value: `${arrived} of ${steps}`, met: arrived === steps },
    { name: 'rules of axe that are broken', target: 'none', value: faults.join(', ') || 'none', met: faults.length === 0 },
  ];
}
