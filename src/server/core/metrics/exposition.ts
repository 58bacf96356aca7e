import { TARGET_STATUSES } from './targets.ts';

// What a monitoring system is told: every family of `GET /metrics/prometheus`, with its type, base unit and labels. A family is either
// `told` (read when somebody asks) or `counted` (only grows; kept in the database). Values of labels are bounded: names that people choose
// are kept up to a limit and are "other" beyond it.

export type FamilyType = 'gauge' | 'counter' | 'histogram';

export interface Family {
  type: FamilyType;
  /** One line, with the unit where the name has none. */
  help: string;
  labels: readonly string[];
  /** Upper bounds of the buckets of a histogram, in the unit of the family. */
  edges?: readonly number[];
  /** Most combinations of labels. */
  series: number;
}

/** Task types and workflows that have series of their own, per family. */
export const NAMED_LIMIT = 50;
export const OTHER = 'other';
/** Agents and breakers that are told of, the busiest and the ones that are not closed first. */
export const AGENT_LIMIT = 500;
export const BREAKER_LIMIT = 500;

/** The states of a breaker as monitoring systems know them, by the status in the store. */
export const BREAKER_STATES = {
  closed: 'closed',
  open: 'open',
  half_open: 'half_open',
  forced_open: 'isolated',
  disabled: 'disabled',
  metrics_only: 'metrics_only',
} as const;

/** Processes that are told of; the newest of more. */
export const PROCESS_LIMIT = 200;
const STRATEGIES = 13;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300] as const;

export const FAMILIES = {
  orchestration_task_assignment_duration_seconds: {
    type: 'histogram',
    help: 'Time from a task becoming ready to its assignment; a later attempt counts as reassigned.',
    labels: ['strategy', 'task_type', 'outcome'],
    edges: SECONDS,
    series: STRATEGIES * (NAMED_LIMIT + 1) * 2,
  },
  orchestration_load_balancing_efficiency_ratio: {
    type: 'gauge',
    help: 'Best distribution of the work of the last five minutes, as a share of what it was; 1 is the best there is.',
    labels: ['pool'],
    series: NAMED_LIMIT + 1,
  },
  orchestration_routing_accuracy_ratio: {
    type: 'gauge',
    help: 'Share of ended assignments whose attempt completed; the newest 10000 of the window.',
    labels: ['strategy', 'window'],
    series: STRATEGIES * 2,
  },
  orchestration_failure_recovery_duration_seconds: {
    type: 'histogram',
    help: 'Time from the last proof of life until the tasks ran again, or until the recovery was given up.',
    labels: ['failure_type', 'strategy', 'outcome'],
    edges: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800],
    series: 9 * 9 * 4,
  },
  orchestration_workflow_completion_rate: {
    type: 'gauge',
    help: 'Share of runs that completed, of those that completed or failed; the newest 10000 runs of the last 24 hours.',
    labels: ['workflow'],
    series: NAMED_LIMIT + 1,
  },
  orchestration_circuit_breaker_state: {
    type: 'gauge',
    help: 'One for the state a breaker is in, zero for the others.',
    labels: ['breaker', 'state'],
    series: BREAKER_LIMIT * Object.keys(BREAKER_STATES).length,
  },
  orchestration_agent_utilization_ratio: {
    type: 'gauge',
    help: 'Slots of an agent that are taken now, as a share of its slots.',
    labels: ['agent', 'pool'],
    series: AGENT_LIMIT,
  },
  orchestration_routing_decisions_total: {
    type: 'counter',
    help: 'Assignments that ended, by how they ended.',
    labels: ['strategy', 'outcome'],
    series: STRATEGIES * 5,
  },
  orchestration_workflow_runs_total: { type: 'counter', help: 'Runs that ended.', labels: ['status'], series: 3 },
  orchestration_failures_total: {
    type: 'counter',
    help: 'Failures that were seen or reported.',
    labels: ['failure_type', 'severity'],
    series: 9 * 5,
  },
  orchestration_queue_depth: {
    type: 'gauge',
    help: 'Ready tasks: queued for dispatch, or parked until what they wait for is there; counted up to 100000.',
    labels: ['state'],
    series: 2,
  },
  orchestration_queue_wait_seconds: {
    type: 'gauge',
    help: 'How long the oldest queued task has waited for dispatch.',
    labels: [],
    series: 1,
  },
  orchestration_attempts_in_flight: { type: 'gauge', help: 'Attempts that are assigned or running.', labels: [], series: 1 },
  orchestration_workers: { type: 'gauge', help: 'Execution processes with a good lease.', labels: [], series: 1 },
  orchestration_fleet_stopped: { type: 'gauge', help: 'One while an emergency stop holds everything.', labels: [], series: 1 },
  orchestration_open_alerts: { type: 'gauge', help: 'Alerts whose cause is still there.', labels: ['severity'], series: 4 },
  orchestration_open_dead_letters: { type: 'gauge', help: 'Dead letters that wait for a decision.', labels: [], series: 1 },
  orchestration_performance_target_state: {
    type: 'gauge',
    help: 'One for how a target stands over the last hour, zero for the others.',
    labels: ['target', 'state'],
    series: 14 * TARGET_STATUSES.length,
  },
  orchestration_events_lag_seconds: {
    type: 'histogram',
    help: 'Age of an event of a run when this process hands it to a viewer.',
    labels: [],
    edges: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    series: 1,
  },
  orchestration_ui_event_to_paint_seconds: {
    type: 'histogram',
    help: 'Age of an event of a run when this process handed it out, and from its arrival in a browser to the frame that shows it.',
    labels: [],
    edges: [0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10],
    series: 1,
  },
  orchestration_process_cpu_seconds_total: {
    type: 'counter',
    help: 'Processor time of a process of this installation since it began.',
    labels: ['worker', 'role', 'mode'],
    series: PROCESS_LIMIT * 2,
  },
  orchestration_process_resident_memory_bytes: {
    type: 'gauge',
    help: 'Memory of a process of this installation.',
    labels: ['worker', 'role'],
    series: PROCESS_LIMIT,
  },
  orchestration_process_heap_bytes: {
    type: 'gauge',
    help: 'Heap of JavaScript of a process of this installation: used, and in all.',
    labels: ['worker', 'role', 'part'],
    series: PROCESS_LIMIT * 2,
  },
  orchestration_process_event_loop_lag_seconds: {
    type: 'gauge',
    help: 'How late timers of a process fired over the last ten seconds.',
    labels: ['worker', 'role', 'share'],
    series: PROCESS_LIMIT * 3,
  },
  orchestration_process_start_time_seconds: {
    type: 'gauge',
    help: 'When a process of this installation began, since 1970.',
    labels: ['worker', 'role'],
    series: PROCESS_LIMIT,
  },
  orchestration_sse_clients: { type: 'gauge', help: 'Live streams that this process serves.', labels: [], series: 1 },
  orchestration_build_info: { type: 'gauge', help: 'Always one; the labels say what runs.', labels: ['version', 'node'], series: 1 },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as FamilyName[];

/** A gauge or counter, its labels in the order of the family. */
export interface Sample {
  labels: readonly string[];
  value: number;
}

export interface HistogramSample {
  labels: readonly string[];
  /** One count per bucket, the last one for what is above every edge. */
  counts: readonly number[];
  sum: number;
}

export interface Exposition {
  samples: Partial<Record<FamilyName, readonly Sample[]>>;
  histograms: Partial<Record<FamilyName, readonly HistogramSample[]>>;
}

/**
 * Which names keep series of their own: those that have them already, then new ones in the order given, up to a limit. A name that has
 * series never loses them, so that no counter falls.
 */
export function keepNames(known: readonly string[], seen: readonly string[], limit = NAMED_LIMIT): Set<string> {
  const kept = new Set(known.filter((name) => name !== OTHER).slice(0, limit));
  for (const name of seen) if (kept.size < limit) kept.add(name);
  return kept;
}

/** The bucket of a value: the first whose edge is not below it. */
export function bucketOf(edges: readonly number[], value: number): number {
  const index = edges.findIndex((edge) => value <= edge);
  return index === -1 ? edges.length : index;
}

/** Counts by bucket as monitoring systems read them: each with all below it. */
export function accumulate(counts: readonly number[]): number[] {
  let total = 0;
  return counts.map((count) => {
    total += count;
    return total;
  });
}
