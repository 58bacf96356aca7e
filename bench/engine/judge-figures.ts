import type { Figures, Verdict } from './report.ts';
import type { WorkloadResult } from './run-workload.ts';

// The promises, as ratios inside one run where the machine would decide otherwise.

const MIN_RATIO_TO_RAW = 3;
const MAX_CPU_MS_PER_TASK = 0.5;
const MIN_W5_RATIO = 0.8;
/** A map's items against as many tasks written down. */
const MIN_W6_RATIO = 0.8;
const MAX_ACCEPT_MS = 2_000;
/** CPU per task of one run of 10,000 against ten of 1,000; above this it would grow with the run. */
const MAX_BIG_RATIO = 1.15;
const ASSIGNMENT_MS = { p95: 50, p99: 150 };
const HTTP_MS = { p50: 10, p99: 30 };
const IDLE = { bytes: 650 * 1_024 * 1_024, cpu: 0.03 };

const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const mb = (bytes: number) => `${Math.round(bytes / 1_048_576)} MB`;

const unknown = (name: string, target: string, why = 'not measured'): Verdict => ({ name, target, value: why, met: null });
const atMost = (name: string, of: { value: number; limit: number; show: (value: number) => string }): Verdict => ({
  name,
  target: `at most ${of.show(of.limit)}`,
  value: of.show(of.value),
  met: of.value <= of.limit,
});

function judgeThroughput(result: WorkloadResult, rawRate: number | undefined): Verdict[] {
  const { tasksPerSecond, cpuPerTask } = result.median;
  const name = result.name.toUpperCase();
  const ratio = rawRate === undefined ? null : tasksPerSecond / rawRate;
  const target = `at least ${MIN_RATIO_TO_RAW}x raw BullMQ`;
  return [
    ratio === null
      ? unknown(`${name} rate`, target)
      : {
          name: `${name} rate`,
          target,
          value: `${Math.round(tasksPerSecond)} tasks/s, ${ratio.toFixed(1)}x`,
          met: ratio >= MIN_RATIO_TO_RAW,
        },
    atMost(`${name} CPU per task, all processes`, {
      value: cpuPerTask.total,
      limit: MAX_CPU_MS_PER_TASK,
      show: (value) => `${value.toFixed(2)} ms`,
    }),
  ];
}

function judgeGrowth(find: (name: string) => WorkloadResult | undefined): Verdict[] {
  const [few, many, small, big] = [find('w5-50'), find('w5-800'), find('wide-1000'), find('wide-10000')];
  const verdicts: Verdict[] = [];
  if (few && many) {
    const ratio = many.median.tasksPerSecond / few.median.tasksPerSecond;
    verdicts.push({
      name: 'W5 800 runs against 50',
      target: `at least ${MIN_W5_RATIO}`,
      value: ratio.toFixed(2),
      met: ratio >= MIN_W5_RATIO,
    });
  }
  const [wide, map] = [find('w2'), find('w6')];
  if (wide && map) {
    const ratio = map.median.tasksPerSecond / wide.median.tasksPerSecond;
    const rate = `${Math.round(map.median.tasksPerSecond)} tasks/s, ${ratio.toFixed(2)}`;
    verdicts.push({ name: 'W6 10,000 items against W2', target: `at least ${MIN_W6_RATIO}`, value: rate, met: ratio >= MIN_W6_RATIO });
  }
  if (small && big) {
    verdicts.push(atMost('10,000 tasks: accepted in', { value: big.median.acceptMs, limit: MAX_ACCEPT_MS, show: ms }));
    // What is left after acceptance: the submitter's own time is spent before.
    const cost = (result: WorkloadResult) => result.median.cpuPerTask.worker + result.median.cpuPerTask.postgres;
    const show = (ratio: number) => `${ratio.toFixed(2)}x that in runs of 1,000`;
    verdicts.push(atMost('10,000 tasks: CPU per task', { value: cost(big) / cost(small), limit: MAX_BIG_RATIO, show }));
  }
  return verdicts;
}

function judgeLatency({ latency, http }: Figures): Verdict[] {
  const verdicts: Verdict[] = [];
  if (latency) {
    const name = `ready to assigned at ${latency.tasksPerSecond} tasks/s`;
    verdicts.push(atMost(`${name}, p95`, { value: latency.assignment.p95, limit: ASSIGNMENT_MS.p95, show: ms }));
    verdicts.push(atMost(`${name}, p99`, { value: latency.assignment.p99, limit: ASSIGNMENT_MS.p99, show: ms }));
  }
  if (typeof http === 'string')
    verdicts.push(unknown('W4 over HTTP', `p50 at most ${ms(HTTP_MS.p50)}, p99 at most ${ms(HTTP_MS.p99)}`, http));
  else if (http) {
    verdicts.push(atMost('W4 over HTTP, p50', { value: http.latency.p50, limit: HTTP_MS.p50, show: ms }));
    verdicts.push(atMost('W4 over HTTP, p99', { value: http.latency.p99, limit: HTTP_MS.p99, show: ms }));
  }
  return verdicts;
}

function judgeMemory({ idle, soak }: Figures): Verdict[] {
  const verdicts: Verdict[] = [];
  if (idle) {
    const isWhole = idle.processes.some((one) => one.role === 'web');
    const limit = { limit: IDLE.bytes, show: mb };
    verdicts.push(
      isWhole
        ? atMost('idle memory (PSS) of all processes', { value: idle.pss, ...limit })
        : unknown('idle memory (PSS) of all processes', `at most ${mb(IDLE.bytes)}`, `${mb(idle.pss)} without web and supervisor`),
      atMost('idle CPU', { value: idle.cpu.all, limit: IDLE.cpu, show: (share) => `${(share * 100).toFixed(1)} % of a core` }),
    );
  }
  if (soak) {
    const name = `growth over ${soak.minutes} minutes at 100 tasks/s`;
    verdicts.push({ name, target: 'none beyond garbage collection', value: mb(soak.growth), met: soak.steady });
  }
  return verdicts;
}

/** What was promised against what was measured. What this run did not measure is left out or null, never met. */
export function judgeFigures(figures: Figures): Verdict[] {
  const find = (name: string) => figures.workloads.find((result) => result.name === name);
  const rate = figures.raw?.bullmq.jobsPerSecond;
  const main = ['w1', 'w2', 'w3'].map(find).filter((result) => result !== undefined);
  return [
    ...main.flatMap((result) => judgeThroughput(result, rate)),
    ...judgeGrowth(find),
    ...judgeLatency(figures),
    ...judgeMemory(figures),
  ];
}
