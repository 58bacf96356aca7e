import type { MeasureName } from './catalogue.ts';
import type { Measure } from './statistics.ts';

/** The mission's targets that an installation may set for itself. */
export interface TargetSettings {
  taskAssignmentLatencyMs: number;
  /** 0..1 */
  loadBalancingEfficiency: number;
  /** 0..1 */
  routingAccuracy: number;
  recoveryTimeMs: number;
}

type Direction = 'at_most' | 'at_least';

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

interface Target {
  name: TargetName;
  metric: MeasureName;
  direction: Direction;
  target: number;
}

/** The fourteen targets, each with the measure it is held against. */
export function targetsOf(settings: TargetSettings): Target[] {
  const atMost = (name: TargetName, metric: MeasureName, target: number): Target => ({ name, metric, direction: 'at_most', target });
  const atLeast = (name: TargetName, metric: MeasureName, target: number): Target => ({ name, metric, direction: 'at_least', target });
  return [
    atMost('task_assignment_latency_ms', 'task_assignment_latency_ms', settings.taskAssignmentLatencyMs),
    atLeast('load_balancing_efficiency', 'load_balancing_efficiency', settings.loadBalancingEfficiency),
    atLeast('routing_accuracy_percent', 'routing_accuracy_percent', settings.routingAccuracy * 100),
    atMost('routing_latency_ms', 'routing_latency_ms', 500),
    atMost('failure_detection_time_ms', 'failure_detection_time_ms', 5_000),
    atMost('failure_recovery_time_ms', 'recovery_time_ms', settings.recoveryTimeMs),
    atLeast('task_reassignment_rate', 'task_reassignment_rate', 0.99),
    atLeast('workflow_completion_rate', 'workflow_completion_rate', 0.999),
    atLeast('parallel_execution_efficiency', 'parallel_execution_efficiency', 0.8),
    atLeast('system_throughput_tps', 'system_throughput_tasks_per_second', 100),
    atMost('resource_utilization_percent', 'resource_utilization_percent', 75),
    atMost('scaling_response_time_ms', 'scaling_response_time_ms', 5_000),
    atLeast('availability_percent', 'availability_percent', 99.9),
    atMost('error_rate_percent', 'error_rate_percent', 0.1),
  ];
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

/** Holds measures against targets. What was not measured is unknown: neither met nor missed, and not part of the score. */
export function holdAgainstTargets(measures: Record<MeasureName, Measure>, settings: TargetSettings): Scorecard {
  const results = targetsOf(settings).map(({ name, metric, direction, target }): TargetResult => {
    const { value, samples } = measures[metric];
    if (value === null) return { name, status: 'unknown', direction, target, value, samples };
    const met = direction === 'at_most' ? value <= target : value >= target;
    return { name, status: met ? 'met' : 'missed', direction, target, value, samples };
  });
  const count = (status: TargetStatus) => results.filter((result) => result.status === status).length;
  const met = count('met');
  const missed = count('missed');
  return { results, met, missed, unknown: count('unknown'), score: met + missed === 0 ? null : (100 * met) / (met + missed) };
}
