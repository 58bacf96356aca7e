import { percentile } from '../engine/statistics.ts';
import type { Verdict } from './check-truth.ts';
import type { Injection, Promised } from './scenario.ts';

/** Milliseconds; null where nothing was timed. */
export type Spread = { min: number; median: number; p95: number; max: number } | null;

export interface ScenarioReport {
  name: string;
  /** Why it was not run; null when it was. */
  missing: string | null;
  /** The backend of the queue it ran on. */
  backend: 'postgres' | 'redis';
  faults: number;
  injections: (Injection & { at: string })[];
  detected: Spread;
  recovered: Spread;
  verdict: Verdict | null;
  violations: string[];
  promises: (Promised & { measured: number | null; met: boolean | null })[];
}

export interface ChaosReport {
  format: 1;
  kind: 'chaos';
  takenAt: string;
  command: string;
  commit: string;
  machine: { cpu: string; cores: number; memoryMb: number; system: string };
  versions: Record<string, string>;
  seed: number;
  loadAverage: number[];
  scenarios: ScenarioReport[];
}

export function spreadOf(values: readonly (number | null)[]): Spread {
  const timed = values.filter((value) => value !== null);
  if (timed.length === 0) return null;
  return { min: Math.min(...timed), median: percentile(timed, 0.5), p95: percentile(timed, 0.95), max: Math.max(...timed) };
}

/** @param spreads what was measured; a promise of what was not is left open */
export function judgePromises(promises: readonly Promised[], spreads: { detected: Spread; recovered: Spread }): ScenarioReport['promises'] {
  return promises.map((promised) => {
    const measured = spreads[promised.of]?.[promised.stat] ?? null;
    return { ...promised, measured, met: measured === null ? null : measured <= promised.atMost };
  });
}

/** What must not be: broken invariants by rule, and what the scenario itself found. */
export function violationsOf(report: Pick<ScenarioReport, 'verdict' | 'violations'>): string[] {
  const broken = Object.entries(report.verdict?.broken ?? {}).map(([rule, facts]) => `${rule}: ${JSON.stringify(facts)}`);
  return [...report.violations, ...broken];
}

const seconds = (ms: number) => (ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`);
const cells = (spread: Spread) => (spread === null ? ['', '', '', ''] : [spread.min, spread.median, spread.p95, spread.max].map(seconds));

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.max(3, ...all.map((row) => row[at]?.length ?? 0)));
  const line = (row: string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

const HEAD = [
  ['scenario', 'queue', 'faults'],
  ['detected min', 'median', 'p95', 'max'],
  ['recovered min', 'median', 'p95', 'max'],
  ['lost', 'twice', 'leaked', 'violations'],
].flat();

function rowOf(report: ScenarioReport): string[] {
  const { name, backend, faults, detected, recovered, verdict } = report;
  if (report.missing !== null) return [name, backend, `not run: ${report.missing}`, ...Array.from({ length: HEAD.length - 3 }, () => '')];
  const counts = verdict === null ? ['?', '?', '?'] : [verdict.lostTasks, verdict.doubles, verdict.leaks].map(String);
  return [name, backend, String(faults), ...cells(detected), ...cells(recovered), ...counts, String(violationsOf(report).length)];
}

const describe = ({ name, backend }: ScenarioReport, { of, stat, atMost, measured, met }: ScenarioReport['promises'][number]) => [
  `${name} on ${backend}: ${of}, ${stat}`,
  `at most ${seconds(atMost)}`,
  measured === null ? '' : seconds(measured),
  met === null ? 'not measured' : met ? 'PASS' : 'FAIL',
];

/** The report as Markdown tables. */
export function chaosTables({ scenarios }: Pick<ChaosReport, 'scenarios'>): string {
  const promises = scenarios.flatMap((report) => report.promises.map((promised) => describe(report, promised)));
  const ran = scenarios.filter(({ verdict }) => verdict !== null);
  const sum = (pick: (verdict: Verdict) => number) => ran.reduce((all, { verdict }) => all + (verdict === null ? 0 : pick(verdict)), 0);
  const total = ran.reduce((all, { faults }) => all + faults, 0);
  const line = `${total.toLocaleString('en-US')} faults: ${sum((one) => one.lostTasks)} tasks lost, ${sum((one) => one.doubles)} recorded or done twice, ${sum((one) => one.leaks)} slots leaked.`;
  const promised = promises.length === 0 ? [] : [table(['promise', 'target', 'measured', ''], promises)];
  return [table(HEAD, scenarios.map(rowOf)), line, ...promised].join('\n\n');
}

/** What a page says of reports: how each was taken, then everything in one table. */
export function chaosPage(reports: readonly ChaosReport[]): string {
  const takes = reports.map(({ takenAt, commit, machine, seed, loadAverage, command, versions }) => {
    const software = ['node', 'bullmq', 'pg', 'postgres'].flatMap((name) => (versions[name] ? [`${name} ${versions[name]}`] : []));
    const load = loadAverage.map((value) => value.toFixed(1)).join(' and ');
    return [
      `${takenAt.slice(0, 10)}, commit \`${commit.slice(0, 12)}\`, ${machine.cores} x ${machine.cpu}, ${machine.system}, ${software.join(', ')};`,
      `seed ${seed}, load average before and after ${load}: \`${command}\``,
    ].join('\n');
  });
  return [...takes, chaosTables({ scenarios: reports.flatMap(({ scenarios }) => scenarios) })].join('\n\n');
}
