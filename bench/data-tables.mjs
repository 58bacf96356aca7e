// The figures of what is read while much is stored, as Markdown: printed by the benchmark, kept in docs/benchmarks.md by render-benchmarks.mjs.
import { table, verdictTable } from './report-tables.mjs';

/** @typedef {import('./data/figures.ts').DataReport} DataReport */

function readsTable({ reads }) {
  if (reads.length === 0) return null;
  return table(
    ['reading, nothing remembered', 'p50', 'p95', 'worst', 'CPU, all processes'],
    reads.map(({ name, p50, p95, max, cpuMs }) => [name, ...[p50, p95, max, cpuMs].map((value) => `${value.toFixed(1)} ms`)]),
  );
}

/** @param {DataReport} report @returns {string} Markdown */
export function dataTables(report) {
  const { machine, tasks } = report;
  const stored = `${tasks.toLocaleString('en-US')} tasks and ${(tasks * 10).toLocaleString('en-US')} events`;
  return [
    `${report.takenAt.slice(0, 10)}, commit \`${report.commit}\`, ${machine.cores} x ${machine.cpu}, ${Math.round(machine.memoryMb / 1_024)} GB, ${machine.system}`,
    `\`${report.command}\`: ${stored}; load average before and after ${report.loadAverage.map((load) => load.toFixed(1)).join(' and ')}.`,
    verdictTable(report),
    readsTable(report),
  ]
    .filter((part) => part !== null)
    .join('\n\n');
}
