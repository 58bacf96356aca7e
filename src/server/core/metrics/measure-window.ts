import { balanceEfficiency } from '../load/balance-efficiency.ts';
import type { MeasureName } from './catalogue.ts';
import { sketchPercentile } from './latency-sketch.ts';
import { peakOverlap } from './run-analysis.ts';
import { type Measure, mean, measure, sum, UNMEASURED, variance } from './statistics.ts';
import type { Span, WindowReadings } from './window-readings.ts';
import { longestMs, type Total } from './window-sums.ts';

// The measures of a window, each as catalogue.ts defines it. What no row says is null, with the number of samples looked at.

export type WindowMeasures = Record<MeasureName, Measure>;

const secondsOf = ({ from, to }: Span): number => (to.getTime() - from.getTime()) / 1_000;

const meanOf = ({ total, count }: Total): Measure => measure(total / count, count);
const percentOf = ({ total, count }: Total): Measure => measure((100 * total) / count, count);

/** Busy time as a share of what the slots used at the peak could have worked, of each run that took time. */
export function parallelEfficiencies(intervals: readonly (Span & { runId: string })[]): number[] {
  const byRun = new Map<string, { from: number; to: number }[]>();
  for (const { runId, from, to } of intervals) {
    const list = byRun.get(runId) ?? [];
    list.push({ from: from.getTime(), to: to.getTime() });
    byRun.set(runId, list);
  }
  return [...byRun.values()].flatMap((list) => {
    const first = list.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
    const span = list.reduce((most, { to }) => Math.max(most, to - first), 0);
    return span > 0 ? [sum(list.map(({ from, to }) => to - from)) / (span * peakOverlap(list))] : [];
  });
}

function measureLoad({ window, live, sums, slots }: WindowReadings) {
  const windowMs = secondsOf(window) * 1_000;
  const stretch = { from: window.from.getTime(), to: window.to.getTime() };
  const shares = slots.map((agent) => {
    const work = sums.agents[agent.agentId];
    return { slots: agent.slots, busyMs: work?.busyMs ?? 0, longestMs: work === undefined ? 0 : longestMs(work, stretch) };
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

function measureRecovery({ resilience }: WindowReadings) {
  const { lost } = resilience;
  return {
    failure_detection_time_ms: measure(resilience.detectionMs, resilience.detections),
    recovery_time_ms: measure(resilience.recoveryMs, resilience.recoveries),
    task_reassignment_rate: measure(resilience.lostReassigned / lost, lost),
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
  const agents = Object.values(readings.sums.agents);
  const completed = sum(agents.map((agent) => agent.completed));
  const failed = sum(agents.map((agent) => agent.failed));
  const { runs } = readings.sums;
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
  const { sums, scaling } = readings;
  return {
    ...measureLoad(readings),
    ...measureRecovery(readings),
    ...measureOutcomes(readings),
    task_assignment_latency_ms: sketchPercentile(sums.assignment, 0.95),
    routing_latency_ms: sketchPercentile(sums.routing, 0.95),
    dependency_resolution_time_ms: meanOf(sums.dependency),
    capability_match_score: meanOf(sums.capability),
    fallback_routing_rate: meanOf(sums.unknown),
    prediction_accuracy_percent: percentOf(sums.foretold),
    parallel_execution_efficiency: meanOf(sums.parallel),
    scaling_response_time_ms: measure(scaling.responseMs, scaling.samples),
    availability_percent: measureAvailability(readings),
  };
}
