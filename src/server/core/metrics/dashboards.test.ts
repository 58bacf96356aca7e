import { describe, expect, test } from 'vitest';
import { CATALOGUE, MEASURE_NAMES } from './catalogue.ts';
import { CHARTS, DASHBOARDS } from './dashboards.ts';
import { TARGET_DEFINITIONS } from './targets.ts';

describe('dashboards of the page Metrics', () => {
  const charts = DASHBOARDS.flatMap((name) => CHARTS[name]);

  test('[MS8] are six, and show every measure there is exactly once', () => {
    expect(DASHBOARDS).toHaveLength(6);
    expect(charts.flatMap(({ measures }) => measures).sort()).toEqual([...MEASURE_NAMES].sort());
  });

  test.each(charts)('[MS8] $title holds measures of one unit, and a target of one of them', ({ measures, target }) => {
    expect(new Set(measures.map((name) => CATALOGUE[name].unit)).size).toBe(1);
    if (target !== undefined) expect(measures).toContain(TARGET_DEFINITIONS[target].metric);
  });

  test.each(MEASURE_NAMES.filter((name) => /attempts|runs/.test(CATALOGUE[name].samples)))(
    '[MS15] %s opens what it counts: attempts as decisions or failures, runs as runs',
    (name) => {
      const { samples, opens } = CATALOGUE[name];
      expect(samples.includes('attempts') ? ['decisions', 'failures'] : ['runs', 'failed_runs']).toContain(opens);
    },
  );
});
