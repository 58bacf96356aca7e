import { describe, expect, it } from 'vitest';
import type { MeasureVerdict } from './judge.ts';
import { type TrendRun, trendOf } from './trend.ts';

const verdict = (over: Partial<MeasureVerdict>): MeasureVerdict => ({
  ...{ measure: 'assignment_p95_ms', label: 'Ready to assigned, p95', unit: 'ms', status: 'met', value: 100, samples: 30 },
  ...{ direction: 'at_most', limit: 2_000, target: null, reason: null, spread: { p50: null, p95: null, p99: null, max: null } },
  ...over,
});
const run = (id: string, verdicts: MeasureVerdict[]): TrendRun => ({ id, at: new Date(0), commit: `c${id}`, version: '1', verdicts });
const worseBy = (values: (number | null)[], over: Partial<MeasureVerdict> = {}) =>
  trendOf(values.map((value, at) => run(String(at), [verdict({ ...over, value })])))[0]?.worseBy;

describe('the trend of a measure', () => {
  it('[CR3] has a point for every run that held it, with its commit, the oldest first, and the measures of the newest run', () => {
    const gone = verdict({ measure: 'routing_p95_ms' });
    const trend = trendOf([
      run('1', [verdict({ value: 90 }), gone]),
      run('2', []),
      run('3', [verdict({ value: null, status: 'unknown' })]),
    ]);
    expect(trend).toMatchObject([
      {
        measure: 'assignment_p95_ms',
        points: [
          { runId: '1', commit: 'c1', value: 90 },
          { runId: '3', commit: 'c3', value: null, status: 'unknown' },
        ],
      },
    ]);
    expect(trend[0]?.points).toHaveLength(2);
    expect(trendOf([])).toEqual([]);
  });

  it.each([
    ['more of what should be little', [100, 120], {}, 0.2],
    ['less of it', [100, 80], {}, -0.2],
    ['less of what should be much', [0.8, 0.6], { direction: 'at_least' as const }, 0.25],
    ['nothing before', [120], {}, null],
    ['not measured before', [null, 120], {}, null],
    ['not measured now', [100, null], {}, null],
    ['from zero', [0, 3], {}, null],
  ])('[CR3] says how much worse the newest is: %s', (_, values, over, is) => {
    const found = worseBy(values, over);
    if (is === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(is);
  });
});
