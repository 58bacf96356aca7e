// The benchmarks of the validator and how hard they may be. Without a schema, so that pages can list them without one.

export const BENCHMARK_TYPES = [
  'load_balancing',
  'task_routing',
  'failure_recovery',
  'workflow_execution',
  'system_throughput',
  'resource_utilization',
  'stress_test',
  'endurance_test',
] as const;
export type BenchmarkType = (typeof BENCHMARK_TYPES)[number];

export const SEVERITIES = ['light', 'moderate', 'heavy', 'extreme'] as const;
export type Severity = (typeof SEVERITIES)[number];
