import { expect, test } from 'vitest';
import { playBenchmark } from '../../../../tests/fixtures/play-benchmark.ts';
import { MISSION_TARGETS } from '../metrics/targets.ts';
import { BENCHMARK_TYPES, type BenchmarkType } from './benchmark.ts';
import type { HistoryAttempt, ValidationHistory } from './history.ts';
import { judgeHistory } from './judge.ts';
import type { ValidationMeasure } from './measures.ts';
import { planBenchmark } from './plan.ts';

// The validator is only worth something if it turns red. Every fault here is planted into the history of a sound engine, alone, and the
// verdict that is there for it must say so; without a fault every verdict is met.

const planOf = (type: BenchmarkType) => planBenchmark({ type, severity: 'light', ...(type === 'endurance_test' ? { seconds: 30 } : {}) });
const sound = new Map<BenchmarkType, ValidationHistory>();
const soundOf = (type: BenchmarkType): ValidationHistory => {
  const history = sound.get(type) ?? playBenchmark(planOf(type));
  sound.set(type, history);
  return history;
};
const judge = (type: BenchmarkType, history: ValidationHistory) => judgeHistory(history, planOf(type).limits, MISSION_TARGETS);

test.each(BENCHMARK_TYPES)('[VA1] without a fault, %s is met in every measure', (type) => {
  const { verdict, verdicts } = judge(type, soundOf(type));
  expect(verdicts.filter(({ status }) => status !== 'met')).toEqual([]);
  expect(verdict).toBe('met');
});

type Plant = (history: ValidationHistory) => ValidationHistory;

/** Changes some attempts, by their place. */
const attempts =
  (change: (attempt: HistoryAttempt, at: number, history: ValidationHistory) => Partial<HistoryAttempt>): Plant =>
  (history) => ({
    ...history,
    attempts: history.attempts.map((attempt, at) => ({ ...attempt, ...change(attempt, at, history) })),
  });
const later = (ms: number) => (attempt: HistoryAttempt) => ({
  createdAt: attempt.createdAt + ms,
  startedAt: (attempt.startedAt ?? 0) + ms,
  endedAt: (attempt.endedAt ?? 0) + ms,
});
const first = <T>(values: readonly T[]): T => values[0] as T;

const FAULTS: [string, BenchmarkType, ValidationMeasure, Plant][] = [
  ['a slow router', 'task_routing', 'routing_p95_ms', (h) => ({ ...h, decisions: h.decisions.map((d) => ({ ...d, routedMs: 900 })) })],
  ['tasks that wait before they are assigned', 'load_balancing', 'assignment_p95_ms', attempts(later(2_500))],
  [
    'a slow tail behind a good mean',
    'load_balancing',
    'assignment_p95_ms',
    attempts((attempt, at) => (at % 12 === 0 ? later(9_000)(attempt) : {})),
  ],
  [
    'a slot that leaks',
    'resource_utilization',
    'slots_leaked',
    (h) => ({ ...h, agents: h.agents.map((agent, at) => ({ ...agent, heldAtEnd: at === 0 ? 1 : 0 })) }),
  ],
  ['an event that is dropped', 'workflow_execution', 'event_gaps', (h) => ({ ...h, events: h.events.filter((_, at) => at !== 17) })],
  ['an event that is told twice', 'workflow_execution', 'event_gaps', (h) => ({ ...h, events: [...h.events, first(h.events)] })],
  [
    'a predictor that always says the same',
    'task_routing',
    'expectation_gap',
    (h) => ({ ...h, decisions: h.decisions.map((d) => ({ ...d, expected: 0.8 })) }),
  ],
  [
    'a breaker that never opens',
    'failure_recovery',
    'broken_calls_percent',
    (h) => {
      const broken = h.faults.find(({ kind }) => kind === 'agent');
      const move = attempts(({ createdAt }, at) =>
        at % 4 === 0 && createdAt >= (broken?.from ?? 0) ? { agentId: broken?.agentId ?? '', status: 'failed' } : {},
      );
      return move(h);
    },
  ],
  [
    'a result that is recorded twice',
    'failure_recovery',
    'doubled_results',
    (h) => ({ ...h, attempts: [...h.attempts, { ...first(h.attempts), id: 'again', fence: 9 }] }),
  ],
  [
    'a result of an old holder',
    'failure_recovery',
    'stale_results',
    (h) => ({ ...h, tasks: h.tasks.map((task, at) => (at === 3 ? { ...task, fence: task.fence + 1 } : task)) }),
  ],
  [
    'a task that is lost',
    'failure_recovery',
    'lost_tasks',
    (h) => ({ ...h, tasks: h.tasks.map((task, at) => (at === 5 ? { ...task, status: 'running', finishedAt: null } : task)) }),
  ],
  [
    'lost work that nobody gets again',
    'failure_recovery',
    'reassignment_rate',
    (h) => {
      const lost = h.attempts.find(({ status }) => status === 'lost');
      return {
        ...h,
        tasks: h.tasks.map((task) => (task.id === lost?.taskId ? { ...task, fence: lost.fence, finishedAt: null } : task)),
      };
    },
  ],
  [
    'slow detection',
    'failure_recovery',
    'detection_ms',
    (h) => ({ ...h, failures: h.failures.map((f) => ({ ...f, seenAt: f.beganAt + 30_000 })) }),
  ],
  [
    'slow recovery',
    'failure_recovery',
    'recovery_ms',
    (h) => ({ ...h, failures: h.failures.map((f) => ({ ...f, recoveredAt: f.beganAt + 200_000 })) }),
  ],
  ['a clock that stands', 'load_balancing', 'worked_time_ratio', attempts(({ startedAt }) => ({ endedAt: startedAt }))],
  [
    'a storm of retries',
    'stress_test',
    'attempts_per_task',
    (h) => ({ ...h, attempts: h.attempts.flatMap((a) => [{ ...a, id: `${a.id}+`, status: 'cancelled' }, a]) }),
  ],
  [
    'everything to one agent',
    'load_balancing',
    'load_balancing_efficiency',
    attempts((_, __, { agents }) => ({ agentId: agents.find(({ slots }) => slots === 16)?.id ?? '' })),
  ],
  [
    'a rebalancing that never happens',
    'load_balancing',
    'load_balancing_efficiency',
    attempts((_, at, { agents }) => ({ agentId: (agents[at % 3 === 0 ? at % agents.length : 0] ?? first(agents)).id })),
  ],
  [
    'priorities that are ignored',
    'stress_test',
    'urgent_wait_ratio',
    (h) => {
      const readyAt = new Map(h.tasks.map((task) => [task.id, task.readyAt ?? 0]));
      return { ...h, attempts: h.attempts.map((a) => ({ ...a, createdAt: (readyAt.get(a.taskId) ?? 0) + 1_500 })) };
    },
  ],
  [
    'an agent that lacks the capability',
    'task_routing',
    'wrong_capability',
    attempts((_, at, { agents }) => (at === 4 ? { agentId: agents.find(({ name }) => name.includes('specialist'))?.id ?? '' } : {})),
  ],
  [
    'a router that does not learn',
    'task_routing',
    'routing_accuracy_percent',
    attempts((attempt, at) => (at % 4 === 0 ? { status: 'failed' } : attempt)),
  ],
  ['more at once than an agent has slots', 'resource_utilization', 'slots_exceeded', attempts((_, __, { from }) => ({ createdAt: from }))],
  [
    'a dependency that is not awaited',
    'workflow_execution',
    'order_violations',
    (h) => ({ ...h, events: h.events.map((e) => (e.type === 'task.assigned' ? { ...e, seq: e.seq - 3 } : e)) }),
  ],
  [
    'runs that fail',
    'workflow_execution',
    'completion_rate',
    (h) => ({ ...h, runs: h.runs.map((run, at) => (at === 0 ? { ...run, status: 'failed' } : run)) }),
  ],
  [
    'branches that run one after another',
    'workflow_execution',
    'parallel_efficiency',
    (h) => {
      // Every branch takes its time, and half as long again passes before the next one begins.
      const ends = new Map<string, number>();
      const runOf = new Map(h.tasks.map((task) => [task.id, task.runId]));
      return {
        ...h,
        attempts: h.attempts.map((a) => {
          const runId = runOf.get(a.taskId) ?? '';
          const startedAt = (ends.get(runId) ?? a.createdAt) + 100;
          ends.set(runId, startedAt + 200);
          return { ...a, startedAt, endedAt: startedAt + 200 };
        }),
      };
    },
  ],
  ['an engine that crawls', 'system_throughput', 'throughput_per_second', (h) => ({ ...h, to: h.to + 3_600_000 })],
  ['agents that fail', 'system_throughput', 'error_rate_percent', attempts((_, at) => (at % 100 === 0 ? { status: 'failed' } : {}))],
  [
    'a straggler that nobody stands in for',
    'stress_test',
    'task_time_p99_ms',
    (h) => ({ ...h, tasks: h.tasks.map((task, at) => (at % 50 === 0 ? { ...task, finishedAt: (task.finishedAt ?? 0) + 60_000 } : task)) }),
  ],
  [
    'a backlog that does not drain',
    'stress_test',
    'drain_ms',
    (h) => ({ ...h, runs: h.runs.map((run, at) => (at === 0 ? { ...run, finishedAt: (run.finishedAt ?? 0) + 600_000 } : run)) }),
  ],
  [
    'a leak of memory',
    'endurance_test',
    'heap_growth_percent',
    (h) => ({ ...h, readings: h.readings.map((reading, at) => ({ ...reading, heapMb: 60 + at * 20 })) }),
  ],
  [
    'latency that drifts',
    'endurance_test',
    'latency_drift_ratio',
    attempts((attempt, _, { from }) => ({ createdAt: attempt.createdAt + (attempt.createdAt - from) / 100 })),
  ],
  [
    'a machine at its end',
    'resource_utilization',
    'peak_cpu_percent',
    (h) => ({ ...h, readings: h.readings.map((reading) => ({ ...reading, cpuPercent: 99 })) }),
  ],
  [
    'a fleet without room',
    'resource_utilization',
    'resource_utilization_percent',
    attempts(({ endedAt }, at) => ({ endedAt: (endedAt ?? 0) + (at % 2 === 0 ? 250 : 100) })),
  ],
];

test.each(FAULTS)('[VA2] %s turns %s red in %s', (_, type, measure, plant) => {
  const { verdict, verdicts } = judge(type, plant(soundOf(type)));
  expect(verdicts.find((each) => each.measure === measure)).toMatchObject({ status: 'missed' });
  expect(verdict).toBe('missed');
});

const SILENT: [string, BenchmarkType, ValidationMeasure, Plant][] = [
  [
    'no decision says how long it took',
    'task_routing',
    'routing_p95_ms',
    (h) => ({ ...h, decisions: h.decisions.map((d) => ({ ...d, routedMs: null })) }),
  ],
  ['nothing failed that could be detected', 'failure_recovery', 'detection_ms', (h) => ({ ...h, failures: [] })],
  ['nothing ran at all', 'system_throughput', 'throughput_per_second', (h) => ({ ...h, attempts: [] })],
  ['nothing was expected of anybody', 'task_routing', 'expectation_gap', (h) => ({ ...h, decisions: [] })],
  ['load was held back', 'resource_utilization', 'resource_utilization_percent', (h) => ({ ...h, heldMs: 60_000 })],
];

test.each(SILENT)('[VA3] when %s, %s says of %s that it is unknown, and why', (_, type, measure, plant) => {
  const { verdict, verdicts } = judge(type, plant(soundOf(type)));
  const found = verdicts.find((each) => each.measure === measure);
  expect(found).toMatchObject({ status: 'unknown' });
  expect(found?.reason).not.toBe(null);
  expect(verdict).not.toBe('met');
});
