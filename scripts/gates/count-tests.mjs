// Reads what a test runner reported. Nothing is believed: no report, no test at all, or a skipped test is a failure.
import fs from 'node:fs';

const vitest = (report) => ({
  passed: report.numPassedTests,
  // A file that does not even load fails as a suite without a test.
  failed: Math.max(report.numFailedTests, report.success ? 0 : 1),
  skipped: report.numPendingTests + report.numTodoTests,
});

const playwright = ({ stats, errors }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky + (errors ?? []).length,
  skipped: stats.skipped,
});

const readers = { vitest, playwright };

/**
 * @param {{ kind: 'vitest' | 'playwright' | undefined, file: string, exitCode: number }} run
 * @returns {{ passed: number, failed: number, note?: string }} a run without a report counts as one check
 */
export function countTests({ kind, file, exitCode }) {
  const clean = exitCode === 0;
  if (!kind) return { passed: clean ? 1 : 0, failed: clean ? 0 : 1 };
  if (!fs.existsSync(file)) return { passed: 0, failed: 1, note: 'no report was written' };
  const { passed, failed, skipped } = readers[kind](JSON.parse(fs.readFileSync(file, 'utf8')));
  if (skipped > 0) return { passed, failed: failed + skipped, note: `${skipped} skipped` };
  if (passed + failed === 0) return { passed, failed: 1, note: 'no test ran' };
  return { passed, failed: clean ? failed : Math.max(failed, 1) };
}
