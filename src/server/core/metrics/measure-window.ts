import type { JsonValue } from '../json.ts';
import { balanceEfficiency } from '../load/balance-efficiency.ts';
import { decisionRecordSchema } from '../routing/decision-record.ts';
import type { OrchestrationMetrics } from './orchestration-metrics.ts';
import { peakOverlap } from './run-analysis.ts';
import { type Measure, mean, measure, sum, UNMEASURED, variance } from './statistics.ts';

/** What was read of a window. */
export interface WindowReadings {
  windowSeconds: number;
  work: { agentId: string; completed: number; failed: number; lost: number; lostReassigned: number; busyMs: number; longestMs: number }[];
  slots: { agentId: string; slots: number; inFlight: number }[];
  assignment: { p95: number | null; samples: number };
  dependency: { mean: number | null; samples: number };
  records: JsonValue[];
  runs: { completed: number; failed: number };
  intervals: { runId: string; from: Date; to: Date }[];
  resilience: {
    detectionMs: number | null;
    failures: number;
    recoveryMs: number | null;
    recoveries: number;
    breakers: number;
    breakerTrips: number;
  };
  scaling: { responseMs: number | null; samples: number };
}

export interface WindowMeasures {
  metrics: OrchestrationMetrics;
  availability: Measure;
  errorRatePercent: Measure;
  tasks: { ended: number; completed: number; failed: number };
}

/** The winner's capability score in a decision record; null when the record has none. */
function capabilityOf(value: JsonValue): number | null {
  const record = decisionRecordSchema.safeParse(value);
  if (!record.success) return null;
  const { winner, columns, candidates } = record.data;
  const row = candidates.find(([agentId]) => agentId === winner);
  const score = row?.[columns.indexOf('capability')];
  return typeof score === 'number' ? score : null;
}

/** Busy time as a share of what the slots used at the peak could have worked, mean over runs. */
function parallelEfficiency(intervals: WindowReadings['intervals']): Measure {
  const byRun = new Map<string, { from: number; to: number }[]>();
  for (const { runId, from, to } of intervals) {
    const list = byRun.get(runId) ?? [];
    list.push({ from: from.getTime(), to: to.getTime() });
    byRun.set(runId, list);
  }
  const shares = [...byRun.values()].flatMap((list) => {
    const first = list.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
    const span = list.reduce((most, { to }) => Math.max(most, to - first), 0);
    return span > 0 ? [sum(list.map(({ from, to }) => to - from)) / (span * peakOverlap(list))] : [];
  });
  return measure(mean(shares), shares.length);
}

function measureLoad({ windowSeconds, work, slots }: WindowReadings) {
  const loads = slots.map((agent) => agent.inFlight / agent.slots);
  const workById = new Map(work.map((agent) => [agent.agentId, agent]));
  const shares = slots.map((agent) => {
    const { busyMs = 0, longestMs = 0 } = workById.get(agent.agentId) ?? {};
    return { slots: agent.slots, busyMs, longestMs };
  });
  const busyMs = sum(shares.map((share) => share.busyMs));
  const slotMs = sum(slots.map((agent) => agent.slots)) * windowSeconds * 1_000;
  return {
    average_load_per_agent: measure(mean(loads), loads.length),
    load_distribution_variance: measure(variance(loads), loads.length),
    load_balancing_efficiency: slots.length < 2 ? UNMEASURED : measure(balanceEfficiency(shares), slots.length),
    resource_utilization_percent: measure(slotMs > 0 ? (100 * busyMs) / slotMs : null, slots.length),
  };
}

function measureRecovery({ work, resilience }: WindowReadings) {
  const lost = sum(work.map((agent) => agent.lost));
  return {
    failure_detection_time_ms: measure(resilience.detectionMs, resilience.failures),
    recovery_time_ms: measure(resilience.recoveryMs, resilience.recoveries),
    task_reassignment_rate: measure(sum(work.map((agent) => agent.lostReassigned)) / lost, lost),
    circuit_breaker_trips: measure(resilience.breakerTrips, resilience.breakers),
  };
}

/** The measures of a window. What no row says is null, with the number of samples looked at. */
export function measureWindow(readings: WindowReadings): WindowMeasures {
  const completed = sum(readings.work.map((agent) => agent.completed));
  const failed = sum(readings.work.map((agent) => agent.failed));
  const ended = completed + failed;
  const matches = readings.records.map(capabilityOf).filter((score) => score !== null);
  const runsEnded = readings.runs.completed + readings.runs.failed;
  return {
    metrics: {
      ...measureLoad(readings),
      ...measureRecovery(readings),
      task_assignment_latency_ms: measure(readings.assignment.p95, readings.assignment.samples),
      routing_accuracy_percent: measure((100 * completed) / ended, ended),
      capability_match_score: measure(mean(matches), matches.length),
      routing_latency_ms: UNMEASURED,
      fallback_routing_rate: UNMEASURED,
      workflow_completion_rate: measure(readings.runs.completed / runsEnded, runsEnded),
      dependency_resolution_time_ms: measure(readings.dependency.mean, readings.dependency.samples),
      parallel_execution_efficiency: parallelEfficiency(readings.intervals),
      workflow_rollback_rate: UNMEASURED,
      system_throughput_tasks_per_second: measure(completed / readings.windowSeconds, ended),
      scaling_response_time_ms: measure(readings.scaling.responseMs, readings.scaling.samples),
      prediction_accuracy_percent: UNMEASURED,
    },
    availability: UNMEASURED,
    errorRatePercent: measure((100 * failed) / ended, ended),
    tasks: { ended, completed, failed },
  };
}
