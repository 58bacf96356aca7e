import type { MeasureName } from './catalogue.ts';
import type { TargetName } from './targets.ts';

// The mission's dashboards as the page Metrics has them. One chart holds measures of one unit.

export interface ChartDefinition {
  id: string;
  title: string;
  measures: readonly MeasureName[];
  /** Drawn as a line. */
  target?: TargetName;
}

export const DASHBOARDS = ['performance', 'load', 'routing', 'recovery', 'breakers', 'utilisation'] as const;
export type DashboardName = (typeof DASHBOARDS)[number];

const chart = ([id, title]: [string, string], measures: readonly MeasureName[], target?: TargetName): ChartDefinition => ({
  id,
  title,
  measures,
  ...(target !== undefined && { target }),
});

export const CHARTS: Readonly<Record<DashboardName, readonly ChartDefinition[]>> = {
  performance: [
    chart(['throughput', 'Throughput'], ['system_throughput_tasks_per_second'], 'system_throughput_tps'),
    chart(['attempts', 'Attempts that ended'], ['completed_tasks', 'failed_tasks']),
    chart(['assignment', 'Time to assignment'], ['task_assignment_latency_ms'], 'task_assignment_latency_ms'),
    chart(['unlock', 'Time to unlock'], ['dependency_resolution_time_ms']),
    chart(['runs', 'Runs that ended'], ['completed_workflows', 'failed_workflows']),
    chart(['completion', 'Runs completed'], ['workflow_completion_rate'], 'workflow_completion_rate'),
    chart(['parallel', 'Parallel efficiency'], ['parallel_execution_efficiency'], 'parallel_execution_efficiency'),
    chart(['rollback', 'Runs rolled back'], ['workflow_rollback_rate']),
    chart(['availability', 'Availability'], ['availability_percent'], 'availability_percent'),
  ],
  load: [
    chart(['balance', 'Balance'], ['load_balancing_efficiency'], 'load_balancing_efficiency'),
    chart(['load', 'Load of agents'], ['average_load_per_agent']),
    chart(['spread', 'Spread of loads'], ['load_distribution_variance']),
    chart(['utilisation', 'Utilisation'], ['resource_utilization_percent'], 'resource_utilization_percent'),
    chart(['scaling', 'Time to scale'], ['scaling_response_time_ms'], 'scaling_response_time_ms'),
  ],
  routing: [
    chart(['accuracy', 'Routing accuracy'], ['routing_accuracy_percent'], 'routing_accuracy_percent'),
    chart(['errors', 'Errors'], ['error_rate_percent'], 'error_rate_percent'),
    chart(['predictions', 'Predictions that held'], ['prediction_accuracy_percent']),
    chart(['latency', 'Time to route'], ['routing_latency_ms'], 'routing_latency_ms'),
    chart(['match', 'Capability match'], ['capability_match_score']),
    chart(['fallback', 'Routed without history'], ['fallback_routing_rate']),
  ],
  recovery: [
    chart(['recovery', 'Time to recovery'], ['recovery_time_ms'], 'failure_recovery_time_ms'),
    chart(['detection', 'Time to detection'], ['failure_detection_time_ms'], 'failure_detection_time_ms'),
    chart(['failures', 'Failures'], ['failures']),
    chart(['reassigned', 'Lost tasks resumed'], ['task_reassignment_rate'], 'task_reassignment_rate'),
  ],
  breakers: [chart(['trips', 'Breakers opened'], ['circuit_breaker_trips'])],
  utilisation: [],
};
