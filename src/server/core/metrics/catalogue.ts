import type { OrchestrationMetric } from './orchestration-metrics.ts';

// Every measure there is, with its one definition. docs/metrics.md, the API, the pages and the points that are kept say nothing else.

/** Of a number: ratios and percentages are different things, and both are the mission's. */
export const UNITS = ['ms', 'ratio', 'percent', 'per_second', 'count'] as const;
export type Unit = (typeof UNITS)[number];

/** Pages that show the records behind a measure: what it counts, not what that belongs to. */
export const RECORD_PAGES = ['runs', 'failed_runs', 'failures', 'decisions', 'utilisation', 'breakers', 'pools', 'health'] as const;
export type RecordPage = (typeof RECORD_PAGES)[number];

export type MeasureGroup = 'load' | 'routing' | 'recovery' | 'workflow' | 'system';

export type MeasureName =
  | OrchestrationMetric
  | 'availability_percent'
  | 'error_rate_percent'
  | 'completed_tasks'
  | 'failed_tasks'
  | 'completed_workflows'
  | 'failed_workflows'
  | 'failures';

export interface MeasureDefinition {
  label: string;
  group: MeasureGroup;
  unit: Unit;
  /** What is computed, of which rows. */
  definition: string;
  /** What a sample is. */
  samples: string;
  /** Where its records are. */
  opens: RecordPage;
}

const of = (
  [group, label, unit, opens]: [MeasureGroup, string, Unit, RecordPage],
  definition: string,
  samples: string,
): MeasureDefinition => ({
  label,
  group,
  unit,
  definition,
  samples,
  opens,
});

export const CATALOGUE: Readonly<Record<MeasureName, MeasureDefinition>> = {
  average_load_per_agent: of(
    ['load', 'Load of agents', 'ratio', 'utilisation'],
    'mean over active agents of taken slots / slots: now, or over a past window the mean of its time',
    'active agents',
  ),
  load_distribution_variance: of(
    ['load', 'Spread of loads', 'ratio', 'utilisation'],
    'population variance of the same loads',
    'active agents',
  ),
  task_assignment_latency_ms: of(
    ['load', 'Time to assignment', 'ms', 'decisions'],
    '95th percentile (nearest rank) from "ready" to the first assignment, over the first attempts among the newest 2,000 assignments of every ten seconds; a task that has become ready again since is left out',
    'first attempts',
  ),
  load_balancing_efficiency: of(
    ['load', 'Balance', 'ratio', 'utilisation'],
    'ratio to the best distribution of the same work: max(all busy time / all slots, longest attempt) / busy time per slot of the busiest active agent (not less than its longest attempt); 1 is the best there is; needs two agents and some work. That only some agents can do some work is not counted',
    'active agents',
  ),
  routing_accuracy_percent: of(
    ['routing', 'Routing accuracy', 'percent', 'decisions'],
    'share of assignments that ended in the window whose attempt completed; cancelled and lost ones count for neither side',
    'attempts that completed or failed',
  ),
  capability_match_score: of(
    ['routing', 'Capability match', 'ratio', 'decisions'],
    'mean capability component of the winner in the records of the newest 100 assignments of every ten seconds',
    'decisions that recorded it',
  ),
  routing_latency_ms: of(
    ['routing', 'Time to route', 'ms', 'decisions'],
    '95th percentile (nearest rank) of the time that the batch of an assignment took to route, over the newest 2,000 assignments of every ten seconds',
    'routed decisions',
  ),
  fallback_routing_rate: of(
    ['routing', 'Routed without history', 'ratio', 'decisions'],
    'share of the newest 100 assignments of every ten seconds behind whose winner stood no outcome, so that the choice fell back on what agents declare',
    'decisions',
  ),
  failure_detection_time_ms: of(
    ['recovery', 'Time to detection', 'ms', 'failures'],
    'mean from the last proof of life to detection, over failures seen in the window that did not tell themselves',
    'failures that did not tell themselves',
  ),
  recovery_time_ms: of(
    ['recovery', 'Time to recovery', 'ms', 'failures'],
    'mean from the last proof of life until the tasks ran again, over recoveries that ended in the window and were validated',
    'validated recoveries',
  ),
  task_reassignment_rate: of(
    ['recovery', 'Lost tasks resumed', 'ratio', 'failures'],
    'share of attempts lost in the window whose task was given to somebody again or has ended',
    'lost attempts',
  ),
  circuit_breaker_trips: of(
    ['recovery', 'Breakers opened', 'count', 'breakers'],
    'times a breaker opened in the window; null while there is no breaker',
    'breakers there are',
  ),
  workflow_completion_rate: of(
    ['workflow', 'Runs completed', 'ratio', 'failed_runs'],
    'completed / (completed + failed) runs that ended in the window; cancelled ones count for neither side',
    'runs that completed or failed',
  ),
  dependency_resolution_time_ms: of(
    ['workflow', 'Time to unlock', 'ms', 'runs'],
    'mean from the end of the last dependency to "ready", over the newest 200 tasks first assigned in every ten seconds',
    'tasks with dependencies',
  ),
  parallel_execution_efficiency: of(
    ['workflow', 'Parallel efficiency', 'ratio', 'runs'],
    'busy time / (span from first start to last end x most attempts at one moment), mean over the newest 20 runs of 2 to 2,000 tasks that ended in every ten seconds',
    'runs',
  ),
  workflow_rollback_rate: of(
    ['workflow', 'Runs rolled back', 'ratio', 'failed_runs'],
    'share of runs that completed or failed in the window whose rollback was carried out, whether or not it worked',
    'runs that completed or failed',
  ),
  system_throughput_tasks_per_second: of(
    ['system', 'Throughput', 'per_second', 'decisions'],
    'attempts that completed in the window / its seconds; null when none ended',
    'attempts that completed or failed',
  ),
  resource_utilization_percent: of(
    ['system', 'Utilisation', 'percent', 'utilisation'],
    'busy slot time / (slots of active agents x window)',
    'active agents',
  ),
  scaling_response_time_ms: of(
    ['system', 'Time to scale', 'ms', 'pools'],
    'mean from the need (the oldest waiting task became ready, or the decision) to the new members of a pool, over growths decided in the window',
    'growths of pools',
  ),
  prediction_accuracy_percent: of(
    ['routing', 'Predictions that held', 'percent', 'decisions'],
    'share of 100 assignments that ended in every ten seconds whose expected success was on the right side of one half, among those that expected something',
    'predictions with an outcome',
  ),
  availability_percent: of(
    ['system', 'Availability', 'percent', 'health'],
    'share of the window, since the first execution process, in which at least one held a good lease',
    'execution processes',
  ),
  error_rate_percent: of(
    ['system', 'Errors', 'percent', 'failures'],
    'share of attempts that ended in the window and failed; cancelled and lost ones count for neither side',
    'attempts that completed or failed',
  ),
  completed_tasks: of(
    ['system', 'Attempts completed', 'count', 'decisions'],
    'attempts that completed in the window; null when none ended',
    'attempts that completed or failed',
  ),
  failed_tasks: of(
    ['system', 'Attempts failed', 'count', 'failures'],
    'attempts that failed in the window; null when none ended',
    'attempts that completed or failed',
  ),
  completed_workflows: of(
    ['workflow', 'Runs completed', 'count', 'runs'],
    'runs that completed in the window; null when none ended',
    'runs that completed or failed',
  ),
  failed_workflows: of(
    ['workflow', 'Runs failed', 'count', 'failed_runs'],
    'runs that failed in the window; null when none ended',
    'runs that completed or failed',
  ),
  failures: of(
    ['recovery', 'Failures', 'count', 'failures'],
    'failures seen or reported in the window; null when there was none',
    'failures',
  ),
};

export const MEASURE_NAMES = Object.keys(CATALOGUE) as MeasureName[];
