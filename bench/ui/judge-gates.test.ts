import { describe, expect, it } from 'vitest';
import type { Motion, PageFigures } from './figures.ts';
import { judgeGates, ratioOf } from './judge-gates.ts';
import { judgeRuns } from './judge-runs.ts';
import { readOptions } from './read-options.ts';
import type { Frames } from './record-frames.ts';

const frames = (fps: number, worst = 17): Frames => ({ count: 100, fps, worst, longest: 0, cpuMs: 3 });
const motion = (fps: number, worst?: number): Motion => ({
  panFit: frames(fps),
  crossIn: frames(fps, worst),
  restIn: frames(fps),
  crossOut: frames(fps),
  warmIn: frames(fps),
  warmOut: frames(fps),
  panClose: frames(fps),
});
const page = (size: number, round: number, fps: number, rest: Partial<PageFigures> = {}): PageFigures => ({
  size,
  round,
  openMs: 400,
  motion: motion(fps),
  slowed: null,
  recolour: { far200: frames(fps), far1000: frames(fps), close200: frames(fps), close1000: frames(fps) },
  edit: { dragOne: frames(fps), dragAll: frames(fps), box: frames(fps), keys: frames(fps) },
  keysArrived: 12,
  keysPressed: 12,
  selectedByBox: size,
  heapMb: 4,
  mostCards: 80,
  layout: { ms: 500, longest: 20 },
  checkMs: 20,
  axe: [],
  ...rest,
});

const still = { count: 100, fps: 60, worst: 17, longest: 0, cpuMs: 3 };

describe('gates of runs', () => {
  const scrolled = { whileReading: still, timeline: still, scrolledEvents: still, lookingBack: still };
  const long = { round: 1, events: 100_000, firstRowMs: 600, readMs: 4_000, readEventsMs: 9_000, ...scrolled, heapMb: 90 };
  const live = { round: 1, eventsPerSecond: 220, p50: 60, p95: 200, worst: 400, frames: still };

  it('[GV18] a run with many events and one that goes on are held to what is promised, in the middle of the rounds', () => {
    expect(judgeRuns({ longRuns: [long], liveRuns: [live] }).every(({ met }) => met === true)).toBe(true);
    const slow = judgeRuns({
      longRuns: [long, { ...long, firstRowMs: 800, heapMb: 300 }, { ...long, firstRowMs: 900, timeline: { ...still, worst: 80 } }],
      liveRuns: [live, { ...live, p95: 300 }, { ...live, p95: 500 }],
    });
    expect(slow.map(({ met }) => met)).toEqual([false, true, true, true, false]);
  });

  it('[GV18] with too few events nothing is said of how fast they are painted', () => {
    expect(judgeRuns({ longRuns: [], liveRuns: [{ ...live, eventsPerSecond: 120 }] }).map(({ met }) => met)).toEqual([null]);
    expect(judgeRuns({ longRuns: [], liveRuns: [] })).toEqual([]);
  });
});

describe('gates of the canvas', () => {
  it('[GV13] a page is held against the smallest page of its own round', () => {
    // The second round was half as fast for both: nothing changes.
    const pages = [page(10, 1, 60), page(5_000, 1, 57), page(10, 2, 30), page(5_000, 2, 28.5)];
    expect(ratioOf(pages, 5_000, ({ motion: { panFit } }) => panFit)).toBeCloseTo(0.95);
    expect(judgeGates({ pages, looks: [] }).filter(({ met }) => met === false)).toEqual([]);
  });

  it('[GV13] says which promise is broken, and leaves open what was not measured', () => {
    const broken = page(5_000, 1, 40, {
      motion: motion(40, 180),
      openMs: 1_400,
      heapMb: 30,
      keysArrived: 11,
      mostCards: 200,
      axe: ['color-contrast'],
    });
    const verdicts = judgeGates({ pages: [page(10, 1, 60), broken], looks: [{ theme: 'dark', scale: 0.6, any: 0.02, visible: 0 }] });
    const names = verdicts.filter(({ met }) => met === false).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        '5,000 nodes: pan, all in view',
        '5,000 nodes: worst frame while zooming through',
        '5,000 nodes: open',
        '5,000 nodes: heap above the smallest page',
        'cards in the page at once',
        'painted and real cards: pixels that differ',
        'steps of the keyboard that arrive at a named button',
        'rules of axe that are broken',
      ]),
    );
    expect(names).not.toContain('5,000 nodes: layout in the worker');
    expect(judgeGates({ pages: [page(10, 1, 60)], looks: [] }).find(({ name }) => name.includes('seen to differ'))?.met).toBeNull();
  });

  it('[GV13] the command line says sizes, rounds and where the page runs; another machine is refused', () => {
    expect(readOptions([])).toEqual({
      json: undefined,
      rounds: 3,
      sizes: [10, 1_000, 5_000, 10_000],
      quick: false,
      only: undefined,
      url: undefined,
    });
    expect(readOptions(['--sizes', '5000,10', '--rounds', '1']).sizes).toEqual([10, 5_000]);
    expect(() => readOptions(['--url', 'http://example.org/bench'])).toThrow();
    expect(() => readOptions(['--sizes', 'many'])).toThrow();
  });
});
