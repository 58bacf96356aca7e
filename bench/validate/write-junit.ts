import type { Report } from '../../src/server/core/validation/report.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const secondsOf = ({ started_at, finished_at }: Report): number =>
  started_at === null || finished_at === null ? 0 : (Date.parse(finished_at) - Date.parse(started_at)) / 1_000;

type Verdict = Report['verdicts'][number];

function testCase({ measure, status, value, direction, limit, samples, reason }: Verdict, suite: string): string {
  const name = `<testcase classname="${suite}" name="${measure}"`;
  if (status === 'met') return `    ${name}/>`;
  const wanted = `${direction === 'at_most' ? 'at most' : 'at least'} ${limit}, ${samples} samples`;
  if (status === 'unknown') return `    ${name}><skipped message="${escapeXml(`${reason ?? 'not measured'}; ${wanted}`)}"/></testcase>`;
  return `    ${name}><failure message="${escapeXml(`${value}, wanted ${wanted}`)}"/></testcase>`;
}

function suite(report: Report): string {
  const name = `${report.type}.${report.severity}`;
  const broken = report.status !== 'completed';
  const count = (status: Verdict['status']) => report.verdicts.filter((verdict) => verdict.status === status).length;
  const lines = report.verdicts.map((verdict) => testCase(verdict, name));
  if (broken)
    lines.push(`    <testcase classname="${name}" name="run"><error message="${escapeXml(report.fault ?? report.status)}"/></testcase>`);
  const counts = `tests="${lines.length}" failures="${count('missed')}" skipped="${count('unknown')}" errors="${Number(broken)}"`;
  return `  <testsuite name="${name}" ${counts} time="${secondsOf(report).toFixed(3)}">\n${lines.join('\n')}\n  </testsuite>`;
}

/** Reports as JUnit XML: a benchmark is a suite, a measure a case; what is not known is skipped, not passed. */
export function writeJunit(reports: readonly Report[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="agent-hive">\n${reports.map(suite).join('\n')}\n</testsuites>\n`;
}
