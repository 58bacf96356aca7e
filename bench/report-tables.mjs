// A report as Markdown tables: printed by the benchmark, kept in docs/benchmarks.md by render-benchmarks.mjs.

/** @typedef {import('./engine/report.ts').Report} Report */

const MB = 1_048_576;
const ms = (value) => `${value.toFixed(1)} ms`;
const cpu = (value) => value.toFixed(3);
const rate = (value) => Math.round(value).toLocaleString('en-US');

/** Columns as wide as their widest cell, so that the text itself reads as a table. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(3, ...all.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at])).join(' | ')} |`;
  return [line(all[0]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...all.slice(1).map(line)].join('\n');
}

const MET = new Map([
  [true, 'PASS'],
  [false, 'FAIL'],
  [null, 'not measured'],
]);

export function verdictTable({ verdicts }) {
  return table(
    ['promise', 'target', 'measured', ''],
    verdicts.map(({ name, target, value, met }) => [name, target, value, MET.get(met)]),
  );
}

function workloadTable({ figures }) {
  const raw = figures.raw?.bullmq.jobsPerSecond;
  const rows = figures.workloads.map(({ name, runs, tasks, median: { tasksPerSecond, cpuPerTask } }) => [
    name.toUpperCase(),
    rate(runs),
    rate(tasks),
    rate(tasksPerSecond),
    raw ? `${(tasksPerSecond / raw).toFixed(1)}x` : '',
    cpu(cpuPerTask.worker),
    cpu(cpuPerTask.postgres),
    cpu(cpuPerTask.submitter),
    cpu(cpuPerTask.total),
  ]);
  return table(['workload', 'runs', 'tasks', 'tasks/s', 'raw BullMQ', 'CPU ms/task: execution', 'PostgreSQL', 'submitter', 'all'], rows);
}

function rawTable({ raw }) {
  return table(
    ['raw limit in the same run', ''],
    [
      [
        `BullMQ no-op jobs on ${raw.bullmq.backend}, consumed`,
        `${rate(raw.bullmq.jobsPerSecond)}/s, ${cpu(raw.bullmq.cpuPerJob)} ms CPU each`,
      ],
      ['PostgreSQL, one row per commit, one connection', `${rate(raw.singleCommitsPerSecond)} commits/s`],
      ['PostgreSQL, 500 rows per commit, one connection', `${rate(raw.batchedRowsPerSecond)} rows/s`],
    ],
  );
}

function latencyTable({ alone, http, latency }) {
  const row = (name, { p50, p95, p99, max }) => [name, ...[p50, p95, p99, max].map(ms)];
  const rows = [];
  if (http && typeof http !== 'string') rows.push(row('W4: POST to known done, one after another', http.latency));
  if (alone) rows.push(row('W4 without HTTP: handed in to known done', alone.latency));
  if (latency) rows.push(row(`ready to assigned at ${latency.tasksPerSecond} tasks/s`, latency.assignment));
  return rows.length === 0 ? null : table(['latency', 'p50', 'p95', 'p99', 'worst'], rows);
}

/** One line per role; a role may have many processes. */
function memoryTable(memory, idle) {
  const roles = [...new Set(memory.map(({ role }) => role))];
  const show = (bytes) => `${Math.round(bytes / MB)} MB`;
  const total = (list, field) => list.reduce((sum, one) => sum + one[field], 0);
  const rows = roles.map((role) => {
    const now = memory.filter((one) => one.role === role);
    const then = idle?.processes.filter((one) => one.role === role) ?? [];
    return [
      role,
      now.length,
      idle ? show(total(then, 'rss')) : '',
      idle ? show(total(then, 'pss')) : '',
      idle?.cpu[role] === undefined ? '' : `${(idle.cpu[role] * 100).toFixed(2)} %`,
      show(Math.max(...now.map((one) => one.peakRss))),
      show(total(now, 'pss')),
    ];
  });
  if (idle) rows.push(['all', '', show(idle.rss), show(idle.pss), `${(idle.cpu.all * 100).toFixed(2)} %`, '', show(total(memory, 'pss'))]);
  return table(['processes', 'number', 'idle RSS', 'idle PSS', 'idle CPU', 'peak RSS of one', 'PSS after all'], rows);
}

/** @param {Report} report @returns {string} Markdown */
export function reportTables(report) {
  const { machine, setting, figures } = report;
  const web = setting.web ? 'with the web process' : 'without the web process';
  const parts = [
    `${report.takenAt.slice(0, 10)}, commit \`${report.commit}\`, ${machine.cores} x ${machine.cpu}, ${Math.round(machine.memoryMb / 1_024)} GB, ${machine.system}`,
    `\`${report.command}\`: ${setting.workers} execution process${setting.workers === 1 ? '' : 'es'}, ${web}, queue on ${setting.backend}, ` +
      `medians of ${setting.repetitions}; load average before and after ${setting.loadAverage.map((load) => load.toFixed(1)).join(' and ')}.`,
    Object.entries(report.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    report.verdicts.length > 0 ? verdictTable(report) : null,
    figures.workloads.length > 0 ? workloadTable(report) : null,
    figures.raw ? rawTable(figures) : null,
    latencyTable(figures),
    figures.memory.length > 0 ? memoryTable(figures.memory, figures.idle) : null,
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}
