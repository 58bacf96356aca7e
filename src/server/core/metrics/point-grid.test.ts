import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATALOGUE, MEASURE_NAMES } from './catalogue.ts';
import { FIGURES } from './figures.ts';
import { ORCHESTRATION_METRICS } from './orchestration-metrics.ts';
import { chooseResolution, dueBuckets, RESOLUTIONS } from './point-grid.ts';

const HOUR = 3_600_000;

/** What docs/metrics.md has to hold: copy it there when this test fails. */
const CATALOGUE_TABLE = [
  '| measure | unit | definition | a sample is one of |',
  '|---|---|---|---|',
  ...MEASURE_NAMES.map((name) => `| \`${name}\` | ${CATALOGUE[name].unit} | ${CATALOGUE[name].definition} | ${CATALOGUE[name].samples} |`),
].join('\n');

/** The same for the numbers that are no measures. */
const FIGURE_TABLE = [
  '| number | of | what it is |',
  '|---|---|---|',
  ...Object.entries(FIGURES).map(([name, { of, definition }]) => `| \`${name}\` | ${of} | ${definition} |`),
].join('\n');

describe('the catalogue', () => {
  test("[MS1] defines the mission's twenty and more, and docs/metrics.md says the same", () => {
    expect(MEASURE_NAMES).toEqual(expect.arrayContaining([...ORCHESTRATION_METRICS]));
    expect(fs.readFileSync('docs/metrics.md', 'utf8')).toContain(CATALOGUE_TABLE);
    expect(fs.readFileSync('docs/metrics.md', 'utf8')).toContain(FIGURE_TABLE);
  });

  test.each(MEASURE_NAMES)('[MS1] %s has a unit that its name does not contradict', (name) => {
    const { unit, label } = CATALOGUE[name];
    if (name.endsWith('_ms')) expect(unit).toBe('ms');
    if (name.endsWith('_percent')) expect(unit).toBe('percent');
    if (name.endsWith('_per_second')) expect(unit).toBe('per_second');
    expect(label).not.toBe('');
  });
});

describe('buckets', () => {
  test.each([
    { what: 'the first time, the last one', resolution: 10, until: null, now: 125_000, due: { from: 110_000, to: 120_000 } },
    { what: 'none is over', resolution: 60, until: 60_000, now: 119_999, due: null },
    { what: 'two are over', resolution: 60, until: 60_000, now: 181_000, due: { from: 60_000, to: 180_000 } },
    { what: 'a long pause stays a gap', resolution: 10, until: 0, now: 10 * HOUR, due: { from: 10 * HOUR - 300_000, to: 10 * HOUR } },
    { what: 'a clock that went back', resolution: 10, until: 200_000, now: 100_000, due: null },
  ] as const)('[MS4] $what', ({ resolution, until, now, due }) => {
    expect(dueBuckets(resolution, { until, now })).toEqual(due);
  });

  test('[MS4] looked at again and again, each bucket comes once and in order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RESOLUTIONS), fc.array(fc.integer({ min: 1, max: 100_000 })), (resolution, waits) => {
        let [now, until, covered] = [1_000 * HOUR, null as number | null, null as number | null];
        for (const wait of waits) {
          now += wait;
          const due = dueBuckets(resolution, { until, now });
          if (due === null) continue;
          expect(due.to).toBeLessThanOrEqual(now);
          if (covered !== null) expect(due.from).toBeGreaterThanOrEqual(covered);
          covered = due.to;
          until = due.to;
        }
      }),
    );
  });

  test.each([
    { hours: 1, ago: 0, resolution: 10 },
    { hours: 6, ago: 0, resolution: 60 },
    { hours: 72, ago: 0, resolution: 3_600 },
    { hours: 1, ago: 168, resolution: 3_600 },
  ])('[MS5] $hours h, begun $ago h earlier, in points of $resolution s', ({ hours, ago, resolution }) => {
    const now = 1_000_000 * HOUR;
    const to = now - ago * HOUR;
    expect(chooseResolution({ from: to - hours * HOUR, to }, { now, retentionHours: 72 })).toBe(resolution);
  });
});
