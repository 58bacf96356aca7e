import type { MeasureName, Unit } from './catalogue.ts';
import type { Measure } from './statistics.ts';

export const DIRECTIONS = ['at_most', 'at_least'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** The mission's fourteen, in its words. */
export const TARGETS = [
  'task_assignment_latency_ms',
  'load_balancing_efficiency',
  'routing_accuracy_percent',
  'routing_latency_ms',
  'failure_detection_time_ms',
  'failure_recovery_time_ms',
  'task_reassignment_rate',
  'workflow_completion_rate',
  'parallel_execution_efficiency',
  'system_throughput_tps',
  'resource_utilization_percent',
  'scaling_response_time_ms',
  'availability_percent',
  'error_rate_percent',
] as const;
export type TargetName = (typeof TARGETS)[number];
export type TargetValues = Record<TargetName, number>;

interface Target {
  /** The measure it is held against. */
  metric: MeasureName;
  direction: Direction;
  /** Unless an installation says otherwise. */
  value: number;
}

const atMost = (metric: MeasureName, value: number): Target => ({ metric, direction: 'at_most', value });
const atLeast = (metric: MeasureName, value: number): Target => ({ metric, direction: 'at_least', value });

/** Each target with its measure and what the mission sets for it. */
export const TARGET_DEFINITIONS: Readonly<Record<TargetName, Target>> = {
  task_assignment_latency_ms: atMost('task_assignment_latency_ms', 2_000),
  load_balancing_efficiency: atLeast('load_balancing_efficiency', 0.85),
  routing_accuracy_percent: atLeast('routing_accuracy_percent', 95),
  routing_latency_ms: atMost('routing_latency_ms', 500),
  failure_detection_time_ms: atMost('failure_detection_time_ms', 5_000),
  failure_recovery_time_ms: atMost('recovery_time_ms', 120_000),
  task_reassignment_rate: atLeast('task_reassignment_rate', 0.99),
  workflow_completion_rate: atLeast('workflow_completion_rate', 0.999),
  parallel_execution_efficiency: atLeast('parallel_execution_efficiency', 0.8),
  system_throughput_tps: atLeast('system_throughput_tasks_per_second', 100),
  resource_utilization_percent: atMost('resource_utilization_percent', 75),
  scaling_response_time_ms: atMost('scaling_response_time_ms', 5_000),
  availability_percent: atLeast('availability_percent', 99.9),
  error_rate_percent: atMost('error_rate_percent', 0.1),
};

export const MISSION_TARGETS = Object.fromEntries(TARGETS.map((name) => [name, TARGET_DEFINITIONS[name].value])) as TargetValues;

/** What a target may be, by its unit. */
export const TARGET_BOUNDS: Readonly<Record<Unit, [number, number]>> = {
  ms: [1, 86_400_000],
  ratio: [0, 1],
  percent: [0, 100],
  per_second: [0, 1_000_000],
  count: [0, 1_000_000_000],
};

export function targetUnit(name: TargetName): Unit {
  if (name.endsWith('_ms')) return 'ms';
  if (name.endsWith('_percent')) return 'percent';
  return name.endsWith('_tps') ? 'per_second' : 'ratio';
}

export const TARGET_STATUSES = ['met', 'missed', 'unknown'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

export interface TargetResult extends Measure {
  name: TargetName;
  status: TargetStatus;
  direction: Direction;
  target: number;
}

export interface Scorecard {
  results: TargetResult[];
  met: number;
  missed: number;
  unknown: number;
  /** Share of the known targets that are met, 0..100; null when none is known. */
  score: number | null;
}

export const meets = (direction: Direction, value: number, target: number): boolean =>
  direction === 'at_most' ? value <= target : value >= target;

export const statusOf = (name: TargetName, value: number | null, values: Readonly<TargetValues>): TargetStatus => {
  if (value === null) return 'unknown';
  return meets(TARGET_DEFINITIONS[name].direction, value, values[name]) ? 'met' : 'missed';
};

/** Holds measures against targets. What was not measured is unknown: neither met nor missed, and not part of the score. */
export function holdAgainstTargets(measures: Readonly<Record<MeasureName, Measure>>, values: Readonly<TargetValues>): Scorecard {
  const results = TARGETS.map((name): TargetResult => {
    const { metric, direction } = TARGET_DEFINITIONS[name];
    const { value, samples } = measures[metric];
    return { name, status: statusOf(name, value, values), direction, target: values[name], value, samples };
  });
  const count = (status: TargetStatus) => results.filter((result) => result.status === status).length;
  const met = count('met');
  const missed = count('missed');
  return { results, met, missed, unknown: count('unknown'), score: met + missed === 0 ? null : (100 * met) / (met + missed) };
}
