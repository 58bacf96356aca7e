import { expect, test } from 'vitest';
import { MISSION_TARGETS } from '../../src/server/core/metrics/targets.ts';
import { judgeHistory } from '../../src/server/core/validation/judge.ts';
import { planBenchmark } from '../../src/server/core/validation/plan.ts';
import type { Report } from '../../src/server/core/validation/report.ts';
import { writeReportHtml } from '../../src/server/core/validation/write-report-html.ts';
import { signReport, verifyReport } from '../../src/server/report-key.ts';
import { playBenchmark } from '../../tests/fixtures/play-benchmark.ts';
import { readOptions } from './read-options.ts';
import { exitCodeOf } from './validate.ts';
import { writeJunit } from './write-junit.ts';

const SECRET = 'a-secret-for-tests-of-32-characters';
const plan = planBenchmark({ type: 'load_balancing', severity: 'light' });
const { verdict, verdicts, samples } = judgeHistory(playBenchmark(plan), plan.limits, MISSION_TARGETS);

const report: Report = {
  format: 1,
  ...{ id: '01920000-0000-7000-8000-000000000001', type: 'load_balancing', severity: 'light', seconds: null, status: 'completed' },
  ...{ verdict, fault: null, version: '0.1.0', commit: 'abc', machine: null, baseline_id: null, verdicts, regression: [], plan: null },
  ...{ created_at: '2026-01-01T00:00:00.000Z', started_at: '2026-01-01T00:00:01.000Z', finished_at: '2026-01-01T00:00:13.000Z' },
  samples: [...samples].map(([measure, found]) => ({
    ...{ measure, total: found.length, groups: [] },
    offsets_ms: found.map(({ at }) => at),
    values: found.map(({ value }) => value),
    subjects: found.map(({ subject }) => subject),
  })),
};

test('[VA9] a signed report is genuine after it was stored and read, and not when anything in it was changed', () => {
  const signed = signReport(SECRET, report);
  const read = JSON.parse(JSON.stringify(signed)) as typeof signed;
  expect(verifyReport(read)).toBe(signed.signature.fingerprint);
  expect(verifyReport({ ...read, report: { ...read.report, verdict: 'unknown' } })).toBe(null);
  const [first, ...rest] = read.report.samples;
  const bent = { ...read.report, samples: [{ ...first, values: first?.values.map((value) => value / 2) ?? [] } as typeof first, ...rest] };
  expect(verifyReport({ ...read, report: bent as Report })).toBe(null);
  expect(verifyReport({ ...read, signature: { ...read.signature, value: 'AAAA' } })).toBe(null);
  expect(verifyReport({ ...read, signature: { ...read.signature, public_key: 'no key' } })).toBe(null);
});

test('[VA9] an installation signs with the same key every time, another one with another', () => {
  const keyOf = (secret: string) => signReport(secret, report).signature.fingerprint;
  expect(keyOf(SECRET)).toBe(keyOf(SECRET));
  expect(keyOf('another-secret-for-tests-of-32-char')).not.toBe(keyOf(SECRET));
  expect(() => signReport(undefined, report)).toThrow('HIVE_SECRET');
});

test('[VA9] the report as HTML stands alone, holds the signed report, and shows no text as markup', () => {
  const hostile = '</script><script>alert(1)</script>';
  const html = writeReportHtml(signReport(SECRET, { ...report, fault: hostile, commit: '<b>' }));
  expect(html).not.toContain('<script>alert');
  expect(html).not.toContain('<b>');
  expect(html).not.toMatch(/(src|href)=/);
  const [, json = ''] = /<script type="application\/json" id="signed-report">(.*)<\/script>/.exec(html) ?? [];
  expect(verifyReport(JSON.parse(json))).not.toBe(null);
});

test('[VA10] JUnit has a case per measure: missed is a failure, not known is skipped', () => {
  const [first, second, ...rest] = verdicts;
  const bent = [{ ...first, status: 'missed' }, { ...second, status: 'unknown', reason: 'no "samples"' }, ...rest] as Report['verdicts'];
  const xml = writeJunit([{ ...report, verdicts: bent }]);
  expect(xml).toContain(`tests="${verdicts.length}" failures="1" skipped="1" errors="0" time="12.000"`);
  expect(xml).toContain('<failure message=');
  expect(xml).toContain('no &quot;samples&quot;');
  expect(writeJunit([{ ...report, status: 'failed', fault: 'no room', verdicts: [] }])).toContain('<error message="no room"/>');
});

test.each([
  ['all met', ['met', 'met'], 0],
  ['one missed', ['met', 'missed', 'unknown'], 1],
  ['one not known', ['met', 'unknown'], 2],
  ['one not carried out', ['met', null], 1],
] as const)('[VA10] %s: exit code %j is %i', (_, of, code) => {
  expect(exitCodeOf(of.map((each) => ({ status: each === null ? 'failed' : 'completed', verdict: each })))).toBe(code);
});

test('[VA10] the command runs all benchmarks unless some are named, and refuses what it does not know', () => {
  expect(readOptions([]).type).toHaveLength(8);
  expect(readOptions(['--type', 'stress_test,task_routing', '--severity', 'heavy'])).toMatchObject({
    type: ['stress_test', 'task_routing'],
    severity: 'heavy',
  });
  for (const wrong of [['--type', 'speed'], ['--severity', 'mild'], ['--url', 'ftp://host'], ['--nothing']]) {
    expect(() => readOptions(wrong)).toThrow();
  }
});
