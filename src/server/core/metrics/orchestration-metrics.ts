import type { Measure } from './statistics.ts';

/** The twenty measures of orchestration, in the mission's words. Definitions: docs/metrics.md. */
export const ORCHESTRATION_METRICS = [
  'average_load_per_agent',
  'load_distribution_variance',
  'task_assignment_latency_ms',
  'load_balancing_efficiency',
  'routing_accuracy_percent',
  'capability_match_score',
  'routing_latency_ms',
  'fallback_routing_rate',
  'failure_detection_time_ms',
  'recovery_time_ms',
  'task_reassignment_rate',
  'circuit_breaker_trips',
  'workflow_completion_rate',
  'dependency_resolution_time_ms',
  'parallel_execution_efficiency',
  'workflow_rollback_rate',
  'system_throughput_tasks_per_second',
  'resource_utilization_percent',
  'scaling_response_time_ms',
  'prediction_accuracy_percent',
] as const;
export type OrchestrationMetric = (typeof ORCHESTRATION_METRICS)[number];
export type OrchestrationMetrics = Record<OrchestrationMetric, Measure>;
