import { type AgentShare, balanceEfficiency } from '../core/load/balance-efficiency.ts';
import {
  AGENT_LIMIT,
  BREAKER_LIMIT,
  BREAKER_STATES,
  type Exposition,
  FAMILIES,
  type FamilyName,
  type HistogramSample,
  keepNames,
  OTHER,
  PROCESS_LIMIT,
  type Sample,
} from '../core/metrics/exposition.ts';
import { SILENT_MS, samplesOfProcesses } from '../core/metrics/process-vitals.ts';
import { TARGET_STATUSES } from '../core/metrics/targets.ts';
import { longestMs, type WindowSums } from '../core/metrics/window-sums.ts';
import { readVitalSigns } from '../db/health.ts';
import { readTotals, type Total } from '../db/metric-totals.ts';
import { readVitals } from '../db/process-vitals.ts';
import {
  type AgentUse,
  type OpenMatters,
  readAgentUse,
  readBreakerStates,
  readOpenMatters,
  readStrategyShares,
  readWorkflowShares,
} from '../db/read-exposition.ts';
import { type MetricWindow, openWindow } from '../db/read-metrics.ts';
import type { Deps } from '../deps.ts';
import { VERSION } from '../version.ts';
import { gatherSums } from './gather-sums.ts';
import { readLiveFigures } from './open-live-stream.ts';
import { validatePerformance } from './validate-performance.ts';

/** Several monitoring systems may ask; the answer is as old as this at most, milliseconds. */
const REMEMBERED_MS = 5_000;
const BALANCE_SECONDS = 300;
const TARGET_SECONDS = 3_600;

const one = (value: number): Sample[] => [{ labels: [], value }];
const share = (completed: number, ended: number) => completed / ended;

/** One for the state that holds, zero for the others. */
const stateSet = (name: string, states: readonly string[], state: string): Sample[] =>
  states.map((each) => ({ labels: [name, each], value: each === state ? 1 : 0 }));

/** Pools with series of their own; agents beyond them, and none, are told of together. */
function balanceByPool(agents: readonly AgentUse[], { window, sums }: { window: MetricWindow; sums: WindowSums }): Sample[] {
  const named = keepNames([], [...new Set(agents.map(({ pool }) => pool))].sort());
  const stretch = { from: window.from.getTime(), to: window.to.getTime() };
  const pools = new Map<string, AgentShare[]>();
  for (const { id, pool, slots } of agents) {
    const name = named.has(pool) ? pool : OTHER;
    const work = sums.agents[id];
    const own = { slots, busyMs: work?.busyMs ?? 0, longestMs: work === undefined ? 0 : longestMs(work, stretch) };
    pools.set(name, [...(pools.get(name) ?? []), own]);
  }
  return [...pools].flatMap(([pool, shares]) => {
    const value = shares.length < 2 ? null : balanceEfficiency(shares);
    return value === null ? [] : [{ labels: [pool], value }];
  });
}

function workflowSamples(shares: readonly { workflow: string; completed: number; ended: number }[]): Sample[] {
  const named = keepNames(
    [],
    shares.map(({ workflow }) => workflow),
  );
  const rest = shares.filter(({ workflow }) => !named.has(workflow));
  const samples = shares
    .filter(({ workflow }) => named.has(workflow))
    .map(({ workflow, completed, ended }) => ({ labels: [workflow], value: share(completed, ended) }));
  if (rest.length === 0) return samples;
  const sum = (of: 'completed' | 'ended') => rest.reduce((total, each) => total + each[of], 0);
  return [...samples, { labels: [OTHER], value: share(sum('completed'), sum('ended')) }];
}

function matterSamples({ queued, parked, deadLetters, alerts }: OpenMatters): Exposition['samples'] {
  return {
    orchestration_queue_depth: [
      { labels: ['queued'], value: queued },
      { labels: ['parked'], value: parked },
    ],
    orchestration_open_dead_letters: one(deadLetters),
    orchestration_open_alerts: ['info', 'warning', 'critical'].map((severity) => ({
      labels: [severity],
      value: alerts.find((alert) => alert.severity === severity)?.open ?? 0,
    })),
  };
}

/** Stored totals as samples of counters and histograms. */
function fromTotals(totals: readonly Total[]): Exposition {
  const counters: Partial<Record<FamilyName, Sample[]>> = {};
  const histograms = new Map<string, { name: FamilyName; sample: { labels: string[]; counts: number[]; sum: number } }>();
  for (const { name, labels: text, part, value } of totals) {
    if (!Object.hasOwn(FAMILIES, name)) continue;
    const family = name as FamilyName;
    const labels = JSON.parse(text) as string[];
    if (part === '') {
      counters[family] = [...(counters[family] ?? []), { labels, value }];
      continue;
    }
    const definition = FAMILIES[family];
    const buckets = 'edges' in definition ? definition.edges.length + 1 : 0;
    const found = histograms.get(`${name} ${text}`) ?? { name: family, sample: { labels, counts: new Array(buckets).fill(0), sum: 0 } };
    histograms.set(`${name} ${text}`, found);
    if (part === 'sum') found.sample.sum = value;
    else found.sample.counts[Number(part)] = value;
  }
  const byFamily: Partial<Record<FamilyName, HistogramSample[]>> = {};
  for (const { name, sample } of histograms.values()) byFamily[name] = [...(byFamily[name] ?? []), sample];
  return { samples: counters, histograms: byFamily };
}

async function readFleetSamples(deps: Deps): Promise<Exposition['samples']> {
  const { pool } = deps.db;
  const window = await openWindow(deps.db, BALANCE_SECONDS);
  const [agents, work, strategies, workflows, breakers] = await Promise.all([
    readAgentUse(pool, AGENT_LIMIT),
    gatherSums(deps, window),
    readStrategyShares(pool, window.to),
    readWorkflowShares(pool),
    readBreakerStates(pool, BREAKER_LIMIT),
  ]);
  const states = Object.values(BREAKER_STATES);
  return {
    orchestration_load_balancing_efficiency_ratio: balanceByPool(agents, work),
    orchestration_routing_accuracy_ratio: strategies.flatMap(({ strategy, recent, hour }) => [
      ...(recent.ended > 0 ? [{ labels: [strategy, '5m'], value: share(recent.completed, recent.ended) }] : []),
      { labels: [strategy, '1h'], value: share(hour.completed, hour.ended) },
    ]),
    orchestration_workflow_completion_rate: workflowSamples(workflows),
    orchestration_circuit_breaker_state: breakers.flatMap(({ resourceId, status }) =>
      stateSet(resourceId, states, BREAKER_STATES[status as keyof typeof BREAKER_STATES] ?? status),
    ),
    orchestration_agent_utilization_ratio: agents.map(({ name, pool: member, slots, inFlight }) => ({
      labels: [name, member],
      value: inFlight / slots,
    })),
  };
}

async function readNow(deps: Deps): Promise<Exposition> {
  const [totals, fleet, signs, matters, processes, verdict] = await Promise.all([
    readTotals(deps.db.pool),
    readFleetSamples(deps),
    readVitalSigns(deps.db),
    readOpenMatters(deps.db.pool),
    readVitals(deps.db.pool, { silentMs: SILENT_MS, limit: PROCESS_LIMIT }),
    validatePerformance(deps, TARGET_SECONDS),
  ]);
  const counted = fromTotals(totals);
  const samples = {
    ...counted.samples,
    ...fleet,
    ...matterSamples(matters),
    ...samplesOfProcesses(processes),
    orchestration_queue_wait_seconds: one((signs.oldestQueuedMs ?? 0) / 1_000),
    orchestration_attempts_in_flight: one(signs.inFlight),
    orchestration_workers: one(signs.liveWorkers),
    orchestration_fleet_stopped: one(signs.stopped ? 1 : 0),
    orchestration_performance_target_state: verdict.targets.flatMap(({ name, status }) => stateSet(name, TARGET_STATUSES, status)),
  };
  return { samples, histograms: counted.histograms };
}

const remembered = new WeakMap<Deps['feed'], { at: number; told: Promise<Exposition> }>();

/** What a monitoring system is told: of the fleet as it was at most five seconds ago, of this process as it is. */
export async function readExposition(deps: Deps): Promise<Exposition> {
  let last = remembered.get(deps.feed);
  if (last === undefined || performance.now() - last.at >= REMEMBERED_MS) {
    last = { at: performance.now(), told: readNow(deps) };
    remembered.set(deps.feed, last);
    last.told.catch(() => remembered.delete(deps.feed));
  }
  const { samples, histograms } = await last.told;
  const { streams, lag, paints } = readLiveFigures(deps);
  return {
    samples: {
      ...samples,
      orchestration_sse_clients: one(streams),
      orchestration_build_info: [{ labels: [VERSION, process.version], value: 1 }],
    },
    histograms: { ...histograms, orchestration_events_lag_seconds: [lag], orchestration_ui_event_to_paint_seconds: [paints] },
  };
}
