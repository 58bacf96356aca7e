// Reads what a test runner reported. Nothing is believed: no report, no test at all, or a skipped test is a failure. A test that passed at
// its second try (CI gives one, see vitest.config.ts and playwright.config.ts) counts as passed and is named as flaky.
import fs from 'node:fs';
import path from 'node:path';

const vitest = (report) => ({
  passed: report.numPassedTests,
  // A file that does not even load fails as a suite without a test.
  failed: Math.max(report.numFailedTests, report.success ? 0 : 1),
  skipped: report.numPendingTests + report.numTodoTests,
  // What passed keeps the messages of the try that failed.
  flaky: (report.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ title }) => `${path.relative('.', name)}  ${title}`),
  ),
});

/** The specs of a suite and of the suites in it. */
const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

const playwright = ({ stats, errors, suites, config }) => ({
  passed: stats.expected + stats.flaky,
  failed: stats.unexpected + (errors ?? []).length,
  skipped: stats.skipped,
  flaky: (suites ?? [])
    .flatMap(specsOf)
    .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
    .map(({ file, title }) => `${path.relative('.', path.join(config.rootDir, file))}  ${title}`),
});

const readers = { vitest, playwright };

/**
 * @param {{ kind: 'vitest' | 'playwright' | undefined, file: string, exitCode: number }} run
 * @returns {{ passed: number, failed: number, note?: string, flaky: string[] }} a run without a report counts as one check
 */
export function countTests({ kind, file, exitCode }) {
  const clean = exitCode === 0;
  if (!kind) return { passed: clean ? 1 : 0, failed: clean ? 0 : 1, flaky: [] };
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, note: 'no report was written', flaky: [] };
  const { passed, failed, skipped, flaky } = readers[kind](JSON.parse(fs.readFileSync(file, 'utf8')));
  if (skipped > 0) return { passed, failed: failed + skipped, note: `${skipped} skipped`, flaky };
  if (passed + failed === 0) return { passed, failed: 1, note: 'no test ran', flaky };
  const note = flaky.length === 0 ? {} : { note: `${flaky.length} FLAKY` };
  return { passed, failed: clean ? failed : Math.max(failed, 1), ...note, flaky };
}
