import { describe, expect, it } from 'vitest';
import { judgeFigures } from './judge-figures.ts';
import type { Figures } from './report.ts';
import type { WorkloadResult } from './run-workload.ts';

const workload = (name: string, tasksPerSecond: number, cpu: number): WorkloadResult => {
  const median = {
    ms: 1,
    acceptMs: 100,
    tasksPerSecond,
    cpuPerTask: { worker: cpu / 2, web: 0, postgres: cpu / 2, submitter: 0, total: cpu },
  };
  return { name, runs: 1, tasks: 1, repetitions: [median], median };
};
const raw: Figures['raw'] = {
  bullmq: { backend: 'postgres', jobs: 1, jobsPerSecond: 1_000, repetitions: [], cpuPerJob: 1 },
  singleCommitsPerSecond: 1,
  batchedRowsPerSecond: 1,
};
const spread = (p50: number, p99: number) => ({ p50, p95: p99, p99, max: p99 });
const judge = (figures: Partial<Figures>) => {
  const verdicts = judgeFigures({ workloads: [], memory: [], ...figures });
  return Object.fromEntries(verdicts.map((verdict) => [verdict.name, verdict.met]));
};

describe('a promise', () => {
  it('[N2] of throughput is judged against the raw rate of the same run', () => {
    expect(judge({ raw, workloads: [workload('w1', 3_000, 0.5)] })).toEqual({ 'W1 rate': true, 'W1 CPU per task, all processes': true });
    expect(judge({ raw, workloads: [workload('w1', 2_999, 0.51)] })).toEqual({ 'W1 rate': false, 'W1 CPU per task, all processes': false });
  });

  it('[N2] without its measurement is unknown, never met', () => {
    expect(judge({ workloads: [workload('w1', 9_000, 0.1)] })['W1 rate']).toBeNull();
    expect(judge({ http: 'no web process' })['W4 over HTTP']).toBeNull();
    expect(judge({})).toEqual({});
  });

  it('[N2] of growth compares many runs with few, and a big run with small ones', () => {
    const growth = (many: number, bigCost: number) =>
      judge({
        workloads: [
          workload('w5-50', 1_000, 0.2),
          workload('w5-800', many, 0.2),
          workload('wide-1000', 1_000, 0.2),
          workload('wide-10000', 1_000, bigCost),
        ],
      });
    expect(growth(800, 0.2)).toMatchObject({ 'W5 800 runs against 50': true, '10,000 tasks: CPU per task': true });
    expect(growth(799, 0.4)).toMatchObject({ 'W5 800 runs against 50': false, '10,000 tasks: CPU per task': false });
  });

  it('[N2] of a map compares its items with tasks that were written down', () => {
    const judged = (rate: number) => judge({ raw, workloads: [workload('w2', 1_000, 0.1), workload('w6', rate, 0.1)] });
    expect(judged(800)).toMatchObject({ 'W6 10,000 items against W2': true });
    expect(judged(799)).toMatchObject({ 'W6 10,000 items against W2': false });
  });

  it('[N2] of latency is judged by its percentiles', () => {
    const latency = { tasksPerSecond: 200, tasks: 1, assignment: { p50: 1, p95: 50, p99: 151, max: 200 } };
    expect(judge({ latency, http: { runs: 200, latency: spread(10, 31) } })).toEqual({
      'ready to assigned at 200 tasks/s, p95': true,
      'ready to assigned at 200 tasks/s, p99': false,
      'W4 over HTTP, p50': true,
      'W4 over HTTP, p99': false,
    });
  });

  it('[N2] of idle memory is judged only with every process of the product there', () => {
    const idle = (role: 'web' | 'worker') => ({
      seconds: 20,
      cpu: { all: 0.02, worker: 0, web: 0, postgres: 0, supervisor: 0 },
      rss: 1,
      pss: 1,
      processes: [{ pid: 1, role, rss: 1, pss: 1, peakRss: 1 }],
    });
    expect(judge({ idle: idle('web') })).toEqual({ 'idle memory (PSS) of all processes': true, 'idle CPU': true });
    expect(judge({ idle: idle('worker') })['idle memory (PSS) of all processes']).toBeNull();
  });
});
