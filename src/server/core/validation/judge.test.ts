import { expect, test } from 'vitest';
import { startValidationSchema } from './asked-validation.ts';
import { BENCHMARK_TYPES, LOAD_SECONDS, SEVERITIES } from './benchmark.ts';
import { distributionOf } from './distribution.ts';
import { compareWithBaseline, honestPercentile, type MeasureVerdict, worstOf } from './judge.ts';
import { NIGHTLY_OFF, type Nightly, nextOfNight } from './nightly.ts';
import { planBenchmark, plannedTasks } from './plan.ts';
import { runOfScratch, scratchNameOf } from './scratch-name.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

test('[VA4] a percentile is the nearest rank, and null where no sample lies beyond it', () => {
  expect(honestPercentile(upTo(1_000), 0.95)).toBe(950);
  expect(honestPercentile(upTo(1_000), 0.99)).toBe(990);
  expect(honestPercentile(upTo(100), 0.99)).toBe(99);
  expect(honestPercentile(upTo(99), 0.99)).toBe(null);
  expect(honestPercentile(upTo(20), 0.95)).toBe(19);
  expect(honestPercentile(upTo(19), 0.95)).toBe(null);
  expect(honestPercentile([], 0.5)).toBe(null);
});

test('[VA4] every sample lies in one step of a distribution', () => {
  const distribution = distributionOf(upTo(100), 7);
  expect(distribution?.counts.reduce((sum, count) => sum + count, 0)).toBe(100);
  expect(distributionOf([4, 4, 4], 3)).toEqual({ from: 4, to: 4, counts: [3, 0, 0] });
  expect(distributionOf([], 3)).toBe(null);
});

const verdict = (more: Partial<MeasureVerdict>): MeasureVerdict => ({
  measure: 'assignment_p95_ms',
  label: 'Ready to assigned',
  unit: 'ms',
  status: 'met',
  value: 100,
  samples: 50,
  direction: 'at_most',
  limit: 2_000,
  target: null,
  reason: null,
  spread: { p50: null, p95: null, p99: null, max: null },
  ...more,
});

test.each([
  ['20 % slower', { value: 120 }, { value: 100 }, true],
  ['9 % slower', { value: 109 }, { value: 100 }, false],
  ['faster', { value: 50 }, { value: 100 }, false],
  ['three times as slow, and still noise', { value: 3 }, { value: 1 }, false],
  ['a fifth less where more is better', { value: 80, direction: 'at_least' }, { value: 100 }, true],
  ['something that never may happen', { value: 1, unit: 'count' }, { value: 0, unit: 'count' }, true],
] as const)('[VA5] %s', (_, now, before, regressed) => {
  expect(compareWithBaseline([verdict(now)], [verdict(before)])).toMatchObject([{ regressed }]);
});

test('[VA5] what either side does not know is not compared', () => {
  expect(compareWithBaseline([verdict({ value: null })], [verdict({})])).toEqual([]);
  expect(compareWithBaseline([verdict({})], [verdict({ value: null })])).toEqual([]);
  expect(compareWithBaseline([verdict({})], [])).toEqual([]);
});

test('[VA3] one missed measure makes a run missed, one unknown keeps it from being met, and nothing measured is unknown', () => {
  expect(worstOf(['met', 'met'])).toBe('met');
  expect(worstOf(['met', 'unknown', 'missed'])).toBe('missed');
  expect(worstOf(['met', 'unknown'])).toBe('unknown');
  expect(worstOf([])).toBe('unknown');
});

test.each(BENCHMARK_TYPES)('[VA6] %s grows with its severity, and every plan has limits', (type) => {
  const plans = SEVERITIES.map((severity) => planBenchmark({ type, severity }));
  const sizes = plans.map(plannedTasks);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(new Set(sizes).size).toBe(sizes.length);
  for (const plan of plans) {
    expect(plan.seconds).toBeLessThanOrEqual(LOAD_SECONDS.most);
    expect(plannedTasks(plan)).toBeLessThan(150_000);
    expect(new Set(plan.limits.map(({ measure }) => measure)).size).toBe(plan.limits.length);
  }
});

test('[VA6] seconds take the place of a plan’s own, within bounds', () => {
  expect(planBenchmark({ type: 'load_balancing', severity: 'light', seconds: 3 }).seconds).toBe(3);
  for (const seconds of [0, 1, 3_601, 2.5, Number.NaN]) {
    expect(startValidationSchema.safeParse({ type: 'stress_test', seconds }).success).toBe(false);
  }
});

const NIGHTLY: Nightly = { ...NIGHTLY_OFF, enabled: true, hour: 3, types: ['task_routing', 'stress_test'] };
const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);

test('[VA7] the benchmarks of a night follow one another, each once', () => {
  expect(nextOfNight(NIGHTLY, null, at('02:59:00')).start).toBe(null);
  const first = nextOfNight(NIGHTLY, null, at('03:00:00'));
  expect(first.start).toEqual({ type: 'task_routing', severity: 'light' });
  const second = nextOfNight(NIGHTLY, first.night, at('03:05:00'));
  expect(second.start?.type).toBe('stress_test');
  expect(nextOfNight(NIGHTLY, second.night, at('03:10:00')).start).toBe(null);
  expect(nextOfNight(NIGHTLY, second.night, at('03:10:00') + 86_400_000).start?.type).toBe('task_routing');
});

test('[VA7] a night that began before midnight goes on after it', () => {
  const late = { ...NIGHTLY, hour: 23 };
  const { night } = nextOfNight(late, null, at('23:30:00'));
  expect(nextOfNight(late, night, at('23:30:00') + 3_600_000)).toMatchObject({ start: { type: 'stress_test' }, night: { left: [] } });
});

test('[VA7] nothing is started by day, and nothing while it is off', () => {
  expect(nextOfNight(NIGHTLY, null, at('14:00:00')).start).toBe(null);
  expect(nextOfNight({ ...NIGHTLY, enabled: false }, null, at('03:00:00')).start).toBe(null);
});

test('[VA12] a database is known by the run it was made for, and no other database is', () => {
  const id = '01920000-0000-7000-8000-00000000abcd';
  expect(runOfScratch(scratchNameOf(id))).toBe(id);
  for (const name of ['hive', 'hive_validation_', 'hive_validation_xyz', `my_${scratchNameOf(id)}`]) expect(runOfScratch(name)).toBe(null);
});
