import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_SUMS } from '../../../../tests/fixtures/no-sums.ts';
import { addSketches, BIN_GROWTH, type LatencyBin, sketchPercentile } from './latency-sketch.ts';
import { alignBegin, planSegments, RESOLUTIONS } from './point-grid.ts';
import { percentile } from './statistics.ts';
import { addSums, longestMs, type WindowSums, windowSumsSchema } from './window-sums.ts';

/** As the statement of db/read-sums.ts counts. */
function sketchOf(values: readonly number[]): LatencyBin[] {
  return addSketches(
    values.map((ms) => [[ms < 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(BIN_GROWTH)) + 1, 1, ms]] satisfies LatencyBin[]),
  ) as LatencyBin[];
}

const durations = fc.array(fc.double({ min: 0, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 200 });
const seconds = (value: number) => value * 1_000;

describe('sketches of durations', () => {
  test('[MS10] a percentile is a measured duration, never less than the true one and at most one hundredth more', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const { value, samples } = sketchPercentile(sketchOf(values), share);
        const exact = percentile(values, share) ?? Number.NaN;
        expect(samples).toBe(values.length);
        expect(values).toContain(value);
        expect(value).toBeGreaterThanOrEqual(exact);
        expect(value).toBeLessThanOrEqual(exact < 1 ? 1 : exact * BIN_GROWTH * (1 + 1e-9));
      }),
    );
  });

  test('[MS10] added in any grouping they are the same', () => {
    fc.assert(
      fc.property(fc.array(durations, { maxLength: 5 }), (parts) => {
        expect(addSketches(parts.map(sketchOf))).toEqual(parts.length === 0 ? [] : sketchOf(parts.flat()));
      }),
    );
  });

  test('[MS10] of nothing there is no percentile', () => {
    expect(sketchPercentile([], 0.95)).toEqual({ value: null, samples: 0 });
  });
});

describe('sums of stretches', () => {
  const working = (agent: Partial<WindowSums['agents'][string]>): WindowSums => ({
    ...NO_SUMS,
    agents: { a: { completed: 1, failed: 0, busyMs: seconds(5), longest: null, openSince: null, ...agent } },
    dependency: { total: 10, count: 2 },
    runs: { completed: 1, failed: 2, rolledBack: 1 },
  });

  test('[MS10] counts and totals are added, and what runs is what runs at the end', () => {
    const parts = [
      { from: 0, to: seconds(10), sums: working({ openSince: seconds(5) }) },
      { from: seconds(10), to: seconds(20), sums: working({ longest: [seconds(8), seconds(5)], openSince: seconds(14) }) },
    ];
    const sums = addSums(parts, seconds(20));
    expect(sums).toMatchObject({ dependency: { total: 20, count: 4 }, runs: { completed: 2, failed: 4, rolledBack: 2 } });
    const { a } = sums.agents;
    expect(a).toEqual({ completed: 2, failed: 0, busyMs: seconds(10), longest: [seconds(8), seconds(5)], openSince: seconds(14) });
    expect(windowSumsSchema.parse(JSON.parse(JSON.stringify(sums)))).toEqual(sums);
    // Nothing was folded of the last ten seconds, so nothing ran in them.
    expect(addSums(parts, seconds(30)).agents.a?.openSince).toBeNull();
  });

  test.each([
    { what: 'an attempt that lies in the window', longest: [seconds(8), seconds(5)], openSince: null, ms: seconds(8) },
    { what: 'one that began before it', longest: [seconds(8), seconds(-5)], openSince: null, ms: seconds(3) },
    { what: 'one that still runs', longest: [seconds(8), seconds(5)], openSince: seconds(1), ms: seconds(19) },
    { what: 'one that was over before it', longest: [seconds(4), seconds(-5)], openSince: null, ms: 0 },
  ] as const)('[MS10] the longest piece of $what', ({ longest, openSince, ms }) => {
    const agent = { completed: 0, failed: 0, busyMs: 0, longest: [...longest] as [number, number], openSince };
    expect(longestMs(agent, { from: 0, to: seconds(20) })).toBe(ms);
  });
});

describe('the buckets of a window', () => {
  test('[MS11] follow on each other from its begin, are folded, and leave less than a bucket and what is not folded', () => {
    const time = fc.integer({ min: 0, max: 200_000 }).map(seconds);
    fc.assert(
      fc.property(
        time,
        fc.integer({ min: 1, max: 90_000 }),
        fc.array(fc.integer({ min: 0, max: 4_000 }), { minLength: 3, maxLength: 3 }),
        (begin, length, lags) => {
          const window = { from: begin, to: begin + seconds(length) };
          const from = alignBegin(window);
          const [a = 0, b = 0, c = 0] = lags;
          const upTo = (resolution: number, lag: number) =>
            Math.floor((window.to - seconds(lag)) / seconds(resolution)) * seconds(resolution);
          const until = { 10: upTo(10, a), 60: upTo(60, a + b), 3600: upTo(3_600, a + b + c) };
          const segments = planSegments({ from, to: window.to }, until);
          let reached = from;
          for (const segment of segments) {
            expect(segment.from).toBe(reached);
            expect([segment.from % seconds(segment.resolution), segment.to % seconds(segment.resolution)]).toEqual([0, 0]);
            expect(segment.to).toBeLessThanOrEqual(Math.min(window.to, until[segment.resolution]));
            reached = segment.to;
          }
          expect(begin - from).toBeLessThan(seconds(length > 3_600 ? 60 : 10));
          expect(reached).toBeGreaterThanOrEqual(Math.min(until[10], window.to - seconds(10) + 1));
          expect(segments.length).toBeLessThanOrEqual(2 * RESOLUTIONS.length - 1);
        },
      ),
    );
  });

  test('[MS11] without folded buckets there are none', () => {
    expect(planSegments({ from: 0, to: seconds(60) }, {})).toEqual([]);
  });
});
