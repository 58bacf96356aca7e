import type { Unit } from '../metrics/catalogue.ts';
import { mean, percentile, sum } from '../metrics/statistics.ts';
import type { Sample } from './benchmark.ts';
import type { HistoryIndex } from './history-index.ts';
import * as choices from './measure-choices.ts';
import * as truth from './measure-truth.ts';
import * as work from './measure-work.ts';

// Everything a validation run measures: which samples, and the one number that is made of them. A number is made of samples only, so that
// it can be opened to them, and there is none without.

interface Definition {
  label: string;
  unit: Unit;
  definition: string;
  samplesOf(index: HistoryIndex): Sample[];
  fold(samples: readonly Sample[], index: HistoryIndex): number | null;
  /** Below this many samples it says nothing. */
  least: number;
}

const values = (samples: readonly Sample[]) => samples.map(({ value }) => value);
const average = (samples: readonly Sample[]) => mean(values(samples));
const total = (samples: readonly Sample[]) => sum(values(samples));
const highest = (samples: readonly Sample[]) => percentile(values(samples), 1);
const p95 = (samples: readonly Sample[]) => percentile(values(samples), 0.95);
const p99 = (samples: readonly Sample[]) => percentile(values(samples), 0.99);

/** With fewer, the nearest rank of a percentile is the highest of all: 1 / (1 - share). */
const FOR_P95 = 20;
const FOR_P99 = 100;
/** An error rate of 0.1 % is not seen in ten attempts. */
const FOR_SHARE = 30;

/** How often something happened that never may. */
const never = (label: string, definition: string, samplesOf: Definition['samplesOf']): Definition => ({
  label,
  unit: 'count',
  definition,
  samplesOf,
  fold: total,
  least: 1,
});

export const MEASURES = {
  assignment_p95_ms: {
    label: 'Ready to assigned, p95',
    unit: 'ms',
    definition: '95th percentile (nearest rank) from "ready" to the first assignment',
    samplesOf: choices.assignmentSamples,
    fold: p95,
    least: FOR_P95,
  },
  routing_p95_ms: {
    label: 'Routing, p95',
    unit: 'ms',
    definition: '95th percentile (nearest rank) of the time that the batch of a decision took to route',
    samplesOf: choices.routingSamples,
    fold: p95,
    least: FOR_P95,
  },
  load_balancing_efficiency: {
    label: 'Load balancing',
    unit: 'ratio',
    definition: 'ratio to the best distribution of the same work over the same slots',
    samplesOf: work.busySamples,
    fold: work.balanceOf,
    least: 2,
  },
  resource_utilization_percent: {
    label: 'Utilisation',
    unit: 'percent',
    definition: 'busy slot time over all slot time, from the first arrival to the last end',
    samplesOf: work.busySamples,
    fold: work.utilisationOf,
    least: 1,
  },
  routing_accuracy_percent: {
    label: 'Routing accuracy',
    unit: 'percent',
    definition: 'share of attempts of the second half that completed, of tasks that agents of more than one kind could have done',
    samplesOf: choices.accuracySamples,
    fold: average,
    least: FOR_SHARE,
  },
  expectation_gap: {
    label: 'Expectation of success, good less bad',
    unit: 'ratio',
    definition: 'mean expected success of attempts that completed less that of attempts that failed; a predictor that knows nothing has 0',
    samplesOf: choices.expectationSamples,
    fold: choices.expectationGapOf,
    least: FOR_SHARE,
  },
  urgent_wait_ratio: {
    label: 'Wait of critical tasks against low ones',
    unit: 'ratio',
    definition: 'mean time from "ready" to the first assignment of critical tasks over that of low ones',
    samplesOf: choices.waitSamples,
    fold: choices.urgentWaitOf,
    least: FOR_P95,
  },
  detection_ms: {
    label: 'Failure detection',
    unit: 'ms',
    definition: 'mean from the last proof of life to detection, of failures that did not tell themselves',
    samplesOf: choices.detectionSamples,
    fold: average,
    least: 1,
  },
  recovery_ms: {
    label: 'Failure recovery',
    unit: 'ms',
    definition: 'mean from the last proof of life until the tasks ran again',
    samplesOf: choices.recoverySamples,
    fold: average,
    least: 1,
  },
  reassignment_rate: {
    label: 'Lost work given to somebody again',
    unit: 'ratio',
    definition: 'share of lost attempts whose task was given to somebody again or has ended',
    samplesOf: choices.reassignmentSamples,
    fold: average,
    least: 1,
  },
  broken_calls_percent: {
    label: 'Calls of broken agents',
    unit: 'percent',
    definition: 'share of attempts at agents that had been broken for three seconds, while they were',
    samplesOf: choices.brokenCallSamples,
    fold: average,
    least: FOR_SHARE,
  },
  completion_rate: {
    label: 'Runs completed',
    unit: 'ratio',
    definition: 'share of runs that completed',
    samplesOf: work.completionSamples,
    fold: average,
    least: 1,
  },
  parallel_efficiency: {
    label: 'Parallel efficiency',
    unit: 'ratio',
    definition: 'busy time / (span from first start to last end x most attempts at one moment), mean over runs',
    samplesOf: work.parallelSamples,
    fold: average,
    least: 5,
  },
  throughput_per_second: {
    label: 'Throughput',
    unit: 'per_second',
    definition: 'attempts that completed, per second from the first arrival to the last end',
    samplesOf: work.throughputSamples,
    fold: work.throughputOf,
    least: 1,
  },
  error_rate_percent: {
    label: 'Attempts failed',
    unit: 'percent',
    definition: 'share of attempts that failed; cancelled and lost ones count for neither side',
    samplesOf: work.errorSamples,
    fold: average,
    least: FOR_SHARE,
  },
  attempts_per_task: {
    label: 'Attempts per task',
    unit: 'ratio',
    definition: 'mean number of attempts of the tasks that had any',
    samplesOf: work.attemptSamples,
    fold: average,
    least: FOR_SHARE,
  },
  task_time_p99_ms: {
    label: 'Assigned to done, p99',
    unit: 'ms',
    definition: '99th percentile (nearest rank) from the first assignment of a task to its end',
    samplesOf: work.taskTimeSamples,
    fold: p99,
    least: FOR_P99,
  },
  drain_ms: {
    label: 'Backlog done after the last arrival',
    unit: 'ms',
    definition: 'from the last arrival to the end of the last run',
    samplesOf: work.drainSamples,
    fold: highest,
    least: 1,
  },
  latency_drift_ratio: {
    label: 'Drift of assignment',
    unit: 'ratio',
    definition: '95th percentile of the last third of assignments over that of the first third, each with 25 ms added',
    samplesOf: choices.assignmentSamples,
    fold: work.driftOf,
    least: 3 * FOR_P95,
  },
  worked_time_ratio: {
    label: 'Recorded against least working time',
    unit: 'ratio',
    definition: 'recorded working time over what the agent takes at least, mean; below 1 a clock is wrong or work was not done',
    samplesOf: work.workedSamples,
    fold: average,
    least: FOR_P95,
  },
  doubled_results: never('Results recorded twice', 'completed attempts of a task beyond the first', truth.doubledSamples),
  stale_results: never('Results of old holders', 'tasks whose result is not of their last holder', truth.staleSamples),
  lost_tasks: never('Tasks never ended', 'tasks that were not over when everything was', truth.lostSamples),
  order_violations: never('Dependencies not awaited', 'tasks assigned before a dependency completed', truth.orderSamples),
  event_gaps: never(
    'Events missing',
    'numbers between the first and the newest event of a run that no event has, or several',
    truth.gapSamples,
  ),
  slots_exceeded: never('Slots exceeded', 'attempts of an agent beyond its slots at its fullest moment', truth.exceededSamples),
  slots_leaked: never('Slots leaked', 'slots still taken after everything was over', truth.leakSamples),
  wrong_capability: never('Wrong capability', 'attempts at agents that lack what the task asks for', truth.wrongCapabilitySamples),
  peak_cpu_percent: {
    label: 'Peak CPU of the machine',
    unit: 'percent',
    definition: 'highest share of all cores that was busy over half a second',
    samplesOf: ({ history }) => history.readings.map(({ at, cpuPercent }) => ({ at, value: cpuPercent, subject: 'machine' })),
    fold: highest,
    least: 1,
  },
  heap_growth_percent: {
    label: 'Growth of heaps',
    unit: 'percent',
    definition: 'mean heap of engine and driver in the last third over that in the first third',
    samplesOf: ({ history }) => history.readings.map(({ at, heapMb }) => ({ at, value: heapMb, subject: 'heap, MB' })),
    fold: work.growthOf,
    least: 12,
  },
} as const satisfies Record<string, Definition>;

export type ValidationMeasure = keyof typeof MEASURES;
export const VALIDATION_MEASURES = Object.keys(MEASURES) as [ValidationMeasure, ...ValidationMeasure[]];

export const definitionOf = (name: ValidationMeasure): Definition => MEASURES[name];
