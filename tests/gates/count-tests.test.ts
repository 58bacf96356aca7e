import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { countTests } from '../../scripts/gates/count-tests.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hive-reports-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const file = path.join(folder, 'report.json');
const vitestReport = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: true };
const playwrightReport = { stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] };

it.each([
  ['a gate that passes', undefined, null, 0, { passed: 1, failed: 0 }],
  ['a gate that fails', undefined, null, 1, { passed: 0, failed: 1 }],
  ['no report', 'vitest', null, 0, { passed: 0, failed: 1 }],
  ['all passed', 'vitest', vitestReport, 0, { passed: 3, failed: 0 }],
  ['an error outside of the tests', 'vitest', vitestReport, 1, { passed: 3, failed: 1 }],
  ['a file that does not load', 'vitest', { ...vitestReport, success: false }, 1, { passed: 3, failed: 1 }],
  ['no test at all', 'vitest', { ...vitestReport, numPassedTests: 0 }, 0, { passed: 0, failed: 1 }],
  ['a skipped test', 'vitest', { ...vitestReport, numPendingTests: 1 }, 0, { passed: 3, failed: 1 }],
  ['stories passed', 'playwright', playwrightReport, 0, { passed: 2, failed: 0 }],
  ['a flaky story', 'playwright', { ...playwrightReport, stats: { ...playwrightReport.stats, flaky: 1 } }, 0, { passed: 3, failed: 0 }],
  ['a product left behind', 'playwright', { ...playwrightReport, errors: [{}] }, 1, { passed: 2, failed: 1 }],
] as const)('[H8] %s is counted', (_, kind, report, exitCode, counts) => {
  fs.rmSync(file, { force: true });
  if (report) fs.writeFileSync(file, JSON.stringify(report));
  expect(countTests({ kind, file, exitCode })).toMatchObject(counts);
});

const tried = (title: string, messages: string[]) => ({ title, status: 'passed', failureMessages: messages });
const story = (title: string, status: string) => ({ title, file: 'a.spec.ts', tests: [{ status }] });

it.each([
  [
    'vitest',
    {
      ...vitestReport,
      testResults: [{ name: path.resolve('tests/a.int.test.ts'), assertionResults: [tried('[A1] once', []), tried('[A2] twice', ['no'])] }],
    },
    ['tests/a.int.test.ts  [A2] twice'],
  ],
  [
    'playwright',
    {
      ...playwrightReport,
      config: { rootDir: path.resolve('e2e') },
      suites: [{ specs: [story('[A1] once', 'expected')], suites: [{ specs: [story('[A2] twice', 'flaky')] }] }],
    },
    ['e2e/a.spec.ts  [A2] twice'],
  ],
] as const)('[H8] what passed at the second try of %s is named', (kind, report, flaky) => {
  fs.writeFileSync(file, JSON.stringify(report));
  expect(countTests({ kind, file, exitCode: 0 })).toMatchObject({ failed: 0, note: '1 FLAKY', flaky });
});
