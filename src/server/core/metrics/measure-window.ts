import { balanceEfficiency } from '../load/balance-efficiency.ts';
import { type DecisionRecord, decisionRecordSchema } from '../routing/decision-record.ts';
import { judgeDecision } from '../routing/judge-decision.ts';
import type { MeasureName } from './catalogue.ts';
import { peakOverlap } from './run-analysis.ts';
import { type Measure, mean, measure, sum, UNMEASURED, variance } from './statistics.ts';
import type { JudgedDecision, Span, WindowReadings } from './window-readings.ts';

// The measures of a window, each as catalogue.ts defines it. What no row says is null, with the number of samples looked at.

export type WindowMeasures = Record<MeasureName, Measure>;

const secondsOf = ({ from, to }: Span): number => (to.getTime() - from.getTime()) / 1_000;

/** The winner's capability score in a decision record; null when the record has none. */
function capabilityOf({ winner, columns, candidates }: DecisionRecord): number | null {
  const row = candidates.find(([agentId]) => agentId === winner);
  const score = row?.[columns.indexOf('capability')];
  return typeof score === 'number' ? score : null;
}

/** Whether what was expected of an assignment came true; null where nothing was expected or nobody knows. */
function foretold(record: DecisionRecord, end: JudgedDecision['end']): boolean | null {
  if (record.v !== 2 || record.predicted === undefined || end === null) return null;
  const success = judgeDecision(end);
  return success === null ? null : record.predicted.success[0] >= 0.5 === success;
}

function measureRouting({ decisions, routing }: WindowReadings) {
  const records = decisions.flatMap(({ record, end }) => {
    const parsed = decisionRecordSchema.safeParse(record);
    return parsed.success ? [{ record: parsed.data, end }] : [];
  });
  const matches = records.map(({ record }) => capabilityOf(record)).filter((score) => score !== null);
  const foreseen = records.map(({ record, end }) => foretold(record, end)).filter((came) => came !== null);
  const unknown = records.filter(({ record }) => record.sampleCount === 0).length;
  return {
    capability_match_score: measure(mean(matches), matches.length),
    routing_latency_ms: measure(routing.value, routing.samples),
    fallback_routing_rate: measure(unknown / records.length, records.length),
    prediction_accuracy_percent: measure((100 * foreseen.filter(Boolean).length) / foreseen.length, foreseen.length),
  };
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

function measureLoad({ window, live, work, slots }: WindowReadings) {
  const windowMs = secondsOf(window) * 1_000;
  const workById = new Map(work.map((agent) => [agent.agentId, agent]));
  const shares = slots.map((agent) => {
    const { busyMs = 0, longestMs = 0 } = workById.get(agent.agentId) ?? {};
    return { slots: agent.slots, busyMs, longestMs };
  });
  const loads = live ? slots.map((agent) => agent.inFlight / agent.slots) : shares.map((share) => share.busyMs / (share.slots * windowMs));
  const busyMs = sum(shares.map((share) => share.busyMs));
  const slotMs = sum(slots.map((agent) => agent.slots)) * windowMs;
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
    failure_detection_time_ms: measure(resilience.detectionMs, resilience.detections),
    recovery_time_ms: measure(resilience.recoveryMs, resilience.recoveries),
    task_reassignment_rate: measure(sum(work.map((agent) => agent.lostReassigned)) / lost, lost),
    circuit_breaker_trips: measure(resilience.breakerTrips, resilience.breakers),
  };
}

/** The length of a union of spans within a window, milliseconds. */
export function coveredMs(spans: readonly Span[], { from, to }: Span): number {
  const sorted = spans.toSorted((a, b) => a.from.getTime() - b.from.getTime());
  let [covered, reached] = [0, from.getTime()];
  for (const span of sorted) {
    const begin = Math.max(reached, span.from.getTime());
    const end = Math.min(to.getTime(), span.to.getTime());
    if (end <= begin) continue;
    covered += end - begin;
    reached = end;
  }
  return covered;
}

/** Of the window since there have been processes at all. */
function measureAvailability({ window, workers: { spans, since } }: WindowReadings): Measure {
  if (since === null || since >= window.to) return UNMEASURED;
  const known = { from: since > window.from ? since : window.from, to: window.to };
  return measure((100 * coveredMs(spans, known)) / (secondsOf(known) * 1_000), Math.max(1, spans.length));
}

function measureOutcomes(readings: WindowReadings) {
  const completed = sum(readings.work.map((agent) => agent.completed));
  const failed = sum(readings.work.map((agent) => agent.failed));
  const { runs } = readings;
  const [ended, runsEnded] = [completed + failed, runs.completed + runs.failed];
  return {
    routing_accuracy_percent: measure((100 * completed) / ended, ended),
    error_rate_percent: measure((100 * failed) / ended, ended),
    system_throughput_tasks_per_second: measure(completed / secondsOf(readings.window), ended),
    workflow_completion_rate: measure(runs.completed / runsEnded, runsEnded),
    workflow_rollback_rate: measure(runs.rolledBack / runsEnded, runsEnded),
    completed_tasks: measure(completed, ended),
    failed_tasks: measure(failed, ended),
    completed_workflows: measure(runs.completed, runsEnded),
    failed_workflows: measure(runs.failed, runsEnded),
    failures: measure(readings.resilience.failures, readings.resilience.failures),
  };
}

export function measureWindow(readings: WindowReadings): WindowMeasures {
  const { assignment, dependency, scaling } = readings;
  return {
    ...measureLoad(readings),
    ...measureRecovery(readings),
    ...measureRouting(readings),
    ...measureOutcomes(readings),
    task_assignment_latency_ms: measure(assignment.value, assignment.samples),
    dependency_resolution_time_ms: measure(dependency.value, dependency.samples),
    parallel_execution_efficiency: parallelEfficiency(readings.intervals),
    scaling_response_time_ms: measure(scaling.responseMs, scaling.samples),
    availability_percent: measureAvailability(readings),
  };
}
