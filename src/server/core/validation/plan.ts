import type { BenchmarkType, Severity, StartValidation } from './benchmark.ts';
import type { AgentGroup, Arrivals, BenchmarkPlan } from './benchmark-plan.ts';
import type { Limit } from './judge.ts';
import { callsOfShape, type Shape } from './shapes.ts';

// What each benchmark does at each severity: the fleet that is made, the load it gets, what is broken meanwhile, and what is held against
// which limit. Fixed, so that two runs can be compared.

const WORK = 'validation.work';
const REVIEW = 'validation.review';
const TRANSLATE = 'validation.translate';
/** Above every run of a plan: the limit of a run is not what is measured. */
const WIDE = 1_000;

/** The same plan at four sizes. */
const SCALE: Record<Severity, { agents: number; seconds: number; minutes: number; burst: number }> = {
  light: { agents: 2, seconds: 12, minutes: 0.5, burst: 1 },
  moderate: { agents: 4, seconds: 30, minutes: 5, burst: 4 },
  heavy: { agents: 8, seconds: 45, minutes: 20, burst: 12 },
  extreme: { agents: 16, seconds: 60, minutes: 60, burst: 30 },
};

interface Setting {
  agents: number;
  seconds: number;
  burst: number;
}

type Body = Pick<BenchmarkPlan, 'fleet' | 'arrivals' | 'limits'> & Partial<Pick<BenchmarkPlan, 'faults' | 'processes'>>;

const group = (name: string, agents: number, more: Partial<AgentGroup> = {}): AgentGroup => ({
  name,
  agents,
  slots: 4,
  latencyMs: 200,
  jitter: 0.2,
  failureRate: 0,
  capabilities: [WORK],
  ...more,
});

const arrive = (shape: Shape, size: number, more: Pick<Arrivals, 'runs' | 'overSeconds'> & Partial<Arrivals>): Arrivals => ({
  shape,
  size,
  fromSecond: 0,
  priority: 'medium',
  capability: WORK,
  width: WIDE,
  maxAttempts: 1,
  hedge: false,
  strategy: 'hybrid_intelligence',
  ...more,
});

/** Tasks per second that keep this share of the slots of some groups busy. */
const paceFor = (share: number, groups: readonly AgentGroup[]) =>
  share * groups.reduce((rate, { agents, slots, latencyMs }) => rate + (agents * slots * 1_000) / latencyMs, 0);

const never = (...measures: Limit['measure'][]): Limit[] => measures.map((measure) => ({ measure, direction: 'at_most', limit: 0 }));
const atMost = (measure: Limit['measure'], limit: number): Limit => ({ measure, direction: 'at_most', limit });
const atLeast = (measure: Limit['measure'], limit: number): Limit => ({ measure, direction: 'at_least', limit });

/** What holds under every load. */
const ALWAYS = never('doubled_results', 'stale_results', 'lost_tasks', 'event_gaps', 'slots_exceeded', 'slots_leaked');
/** And where tasks depend on one another. */
const ORDERED = never('order_violations');
/** Of plans in which no attempt fails by design. */
const SOUND: Limit[] = [
  { measure: 'completion_rate', target: 'workflow_completion_rate' },
  { measure: 'error_rate_percent', target: 'error_rate_percent' },
  atMost('attempts_per_task', 1.02),
  atLeast('worked_time_ratio', 0.98),
];
const ASSIGNED: Limit = { measure: 'assignment_p95_ms', target: 'task_assignment_latency_ms' };
const ROUTED: Limit = { measure: 'routing_p95_ms', target: 'routing_latency_ms' };

/** Agents of unequal size, kept six tenths busy with tasks that any of them can do. */
function loadBalancing({ agents, seconds }: Setting): Body {
  const size = (name: string, slots: number) => group(name, agents, { slots, latencyMs: 400 });
  const fleet = [size('small', 4), size('middle', 8), size('large', 16)];
  const runs = Math.round(paceFor(0.6, fleet) * seconds);
  return {
    fleet,
    arrivals: [arrive('single', 1, { runs, overSeconds: seconds, strategy: 'load_balanced' })],
    limits: [{ measure: 'load_balancing_efficiency', target: 'load_balancing_efficiency' }, ASSIGNED, ...SOUND, ...ALWAYS],
  };
}

/** Reliable and unreliable agents with the same capability, and specialists, of middling reliability, that nobody can stand in for. */
function taskRouting({ agents, seconds }: Setting): Body {
  const [reliable, specialists] = [
    group('reliable', agents, { capabilities: [REVIEW] }),
    group('specialist', agents, { capabilities: [TRANSLATE], failureRate: 0.25 }),
  ];
  const fleet = [reliable, group('unreliable', agents, { capabilities: [REVIEW], failureRate: 0.6 }), specialists];
  const half = (of: AgentGroup) => Math.round(paceFor(0.5, [of]) * seconds);
  // So many that nothing fails for good by chance.
  const paced = { overSeconds: seconds, maxAttempts: 20 };
  return {
    fleet,
    arrivals: [
      arrive('single', 1, { ...paced, runs: half(reliable), capability: REVIEW }),
      arrive('single', 1, { ...paced, runs: half(specialists), capability: TRANSLATE }),
    ],
    limits: [
      { measure: 'routing_accuracy_percent', target: 'routing_accuracy_percent' },
      ROUTED,
      ASSIGNED,
      atLeast('expectation_gap', 0.05),
      ...never('wrong_capability'),
      { measure: 'completion_rate', target: 'workflow_completion_rate' },
      ...ALWAYS,
    ],
  };
}

/** One of two execution processes is killed under load, and one agent begins to fail. */
function failureRecovery({ agents, seconds }: Setting): Body {
  const fleet = [group('worker', agents + 2, { latencyMs: 400 })];
  const long = Math.max(seconds, 12);
  const runs = Math.round((paceFor(0.4, fleet) * long) / 3);
  return {
    fleet,
    processes: 2,
    arrivals: [arrive('chain', 3, { runs, overSeconds: long, maxAttempts: 5 })],
    faults: [
      { kind: 'process', atSecond: long * 0.25 },
      { kind: 'agent', group: 'worker', fault: 'failing', atSecond: long * 0.4, seconds: Math.ceil(long * 0.5) },
    ],
    limits: [
      { measure: 'detection_ms', target: 'failure_detection_time_ms' },
      { measure: 'recovery_ms', target: 'failure_recovery_time_ms' },
      { measure: 'reassignment_rate', target: 'task_reassignment_rate' },
      { measure: 'completion_rate', target: 'workflow_completion_rate' },
      atMost('broken_calls_percent', 10),
      atMost('attempts_per_task', 1.5),
      ...ORDERED,
      ...ALWAYS,
    ],
  };
}

/** Chains, diamonds, fans and maps side by side. */
function workflowExecution({ agents, seconds }: Setting): Body {
  const fleet = [group('worker', agents * 3)];
  const paced = { overSeconds: seconds, width: 2 };
  const shapes = [
    ['chain', 6],
    ['diamond', 6],
    ['fan', 9],
    ['map', 10],
  ] as const;
  const each = paceFor(0.4, fleet) / shapes.length;
  return {
    fleet,
    arrivals: shapes.map(([shape, size]) =>
      arrive(shape, size, { ...paced, runs: Math.max(2, Math.round((each * seconds) / callsOfShape(shape, size))) }),
    ),
    limits: [{ measure: 'parallel_efficiency', target: 'parallel_execution_efficiency' }, ASSIGNED, ...SOUND, ...ORDERED, ...ALWAYS],
  };
}

/** Everything at once, at agents that answer at once: what the engine itself can do. */
function systemThroughput({ burst }: Setting): Body {
  return {
    fleet: [group('instant', 20, { latencyMs: 0, jitter: 0, slots: 20 })],
    arrivals: [
      arrive('chain', 10, { runs: 50 * burst, overSeconds: 0 }),
      arrive('diamond', 8, { runs: 30 * burst, overSeconds: 0 }),
      arrive('fan', 199, { runs: burst, overSeconds: 0 }),
    ],
    limits: [
      { measure: 'throughput_per_second', target: 'system_throughput_tps' },
      ROUTED,
      { measure: 'completion_rate', target: 'workflow_completion_rate' },
      { measure: 'error_rate_percent', target: 'error_rate_percent' },
      atMost('attempts_per_task', 1.02),
      ...ORDERED,
      ...ALWAYS,
    ],
  };
}

/** Half of all slots busy, in waves: how full the fleet is, and whether every slot comes back. */
function resourceUtilization({ agents, seconds }: Setting): Body {
  const fleet = [group('worker', agents * 2)];
  const waves = 3;
  const runs = Math.round((paceFor(0.5, fleet) * seconds) / waves);
  return {
    fleet,
    arrivals: Array.from({ length: waves }, (_, at) =>
      arrive('single', 1, { runs, fromSecond: (at * seconds) / waves, overSeconds: seconds / (waves * 1.5) }),
    ),
    limits: [
      { measure: 'resource_utilization_percent', target: 'resource_utilization_percent' },
      atMost('peak_cpu_percent', 95),
      ASSIGNED,
      ...SOUND,
      ...ALWAYS,
    ],
  };
}

/** Three times what the fleet can do, low work first and critical work behind it, with one agent that turns slow. */
function stressTest({ agents, seconds }: Setting): Body {
  const fleet = [group('worker', agents * 3, { latencyMs: 400 })];
  const pace = paceFor(1, fleet);
  const runs = (share: number, over: number) => Math.round(pace * share * over);
  const third = seconds / 3;
  return {
    fleet,
    arrivals: [
      arrive('single', 1, { runs: runs(3, third), overSeconds: third, priority: 'low', hedge: true, maxAttempts: 3 }),
      arrive('single', 1, { runs: runs(0.4, third), fromSecond: third, overSeconds: third, priority: 'critical', maxAttempts: 3 }),
    ],
    faults: [{ kind: 'agent', group: 'worker', fault: 'slow', atSecond: third / 2, seconds: Math.max(5, Math.ceil(third / 2)) }],
    limits: [
      atMost('urgent_wait_ratio', 0.5),
      // The work that was handed in takes seconds x 1.13; a slow call lasts ten seconds more.
      atMost('drain_ms', (seconds * 1.5 + 15) * 1_000),
      atMost('task_time_p99_ms', 15_000),
      { measure: 'completion_rate', target: 'workflow_completion_rate' },
      { measure: 'error_rate_percent', target: 'error_rate_percent' },
      atMost('attempts_per_task', 1.1),
      ...ALWAYS,
    ],
  };
}

/** The same load for a long time, however hard: nothing grows, nothing slows down. */
function enduranceTest({ seconds }: Setting): Body {
  const fleet = [group('worker', 4, { latencyMs: 400 })];
  const runs = Math.round((paceFor(0.4, fleet) * seconds) / 2);
  return {
    fleet,
    arrivals: [arrive('chain', 2, { runs, overSeconds: seconds })],
    limits: [
      atMost('latency_drift_ratio', 2),
      // Heaps of young processes fill up before they are cleaned for the first time.
      atMost('heap_growth_percent', 100),
      ASSIGNED,
      ...SOUND,
      ...ORDERED,
      ...ALWAYS,
    ],
  };
}

const BODIES: Record<BenchmarkType, (setting: Setting) => Body> = {
  load_balancing: loadBalancing,
  task_routing: taskRouting,
  failure_recovery: failureRecovery,
  workflow_execution: workflowExecution,
  system_throughput: systemThroughput,
  resource_utilization: resourceUtilization,
  stress_test: stressTest,
  endurance_test: enduranceTest,
};

/** The plan of a benchmark. `seconds` takes the place of its own time; a burst has none. */
export function planBenchmark({ type, severity, seconds }: StartValidation): BenchmarkPlan {
  const { agents, burst, ...scale } = SCALE[severity];
  const own = type === 'endurance_test' ? scale.minutes * 60 : scale.seconds;
  const chosen = type === 'system_throughput' ? 0 : (seconds ?? own);
  const { faults = [], processes = 1, ...body } = BODIES[type]({ agents, burst, seconds: chosen });
  const last = body.arrivals.reduce((most, { fromSecond, overSeconds }) => Math.max(most, fromSecond + overSeconds), 0);
  return { type, severity, seconds: last, processes, faults, ...body };
}

export const plannedRuns = ({ arrivals }: BenchmarkPlan): number => arrivals.reduce((runs, each) => runs + each.runs, 0);
export const plannedTasks = ({ arrivals }: BenchmarkPlan): number =>
  arrivals.reduce((tasks, { runs, shape, size }) => tasks + runs * callsOfShape(shape, size), 0);

/** The most that a run may take before it is given up: its load, and as much again, and some minutes for what was broken. */
export const longestMs = ({ seconds }: BenchmarkPlan): number => (2 * seconds + 240) * 1_000;
