import { ORCHESTRATION_METRICS, type OrchestrationMetric } from '../core/metrics/orchestration-metrics.ts';
import { holdAgainstTargets, type TargetResult } from '../core/metrics/targets.ts';
import { countHedges } from '../db/hedges.ts';
import { countOpenRuns, openWindow } from '../db/read-metrics.ts';
import { countRebalances } from '../db/rebalances.ts';
import type { Deps } from '../deps.ts';
import { gatherSums } from './gather-sums.ts';
import { measureBetween } from './measure-between.ts';
import { readMachineLoad } from './read-machine-load.ts';
import { readTargetValues } from './target-settings.ts';

/** A dashboard in many tabs asks many times a second; the answer is as old as this share of its window at most, from one second to ten. */
const REMEMBERED_SHARE = 1 / 600;
const rememberedMs = (windowSeconds: number) => Math.min(10_000, Math.max(1_000, windowSeconds * 1_000 * REMEMBERED_SHARE));
const MAX_REMEMBERED = 100;

export interface MetricsView {
  timestamp: Date;
  windowSeconds: number;
  /** Share of the known targets that are met, 0..100; null when none is known. */
  performanceScore: number | null;
  targetsMet: number;
  targetsMissed: number;
  targetsUnknown: number;
  totalTargets: number;
  targets: TargetResult[];
  orchestrationMetrics: Record<OrchestrationMetric, number | null>;
  /** How many rows each measure rests on. */
  orchestrationSamples: Record<OrchestrationMetric, number>;
  /** Agents that take work. */
  agents: { agentId: string; slots: number; inFlight: number }[];
  systemMetrics: {
    activeAgents: number;
    inFlightTasks: number;
    /** Attempts that ended in the window. */
    totalTasks: number;
    completedTasks: number;
    failedTasks: number;
    activeWorkflows: number;
    finishedWorkflows: number;
    /** Rebalancings that moved something, per hour of the window. */
    rebalancesPerHour: number;
    /** Tasks that changed hands by them. */
    rebalancedTasks: number;
    /** Second attempts beside stragglers that ended in the window, and those whose result counted. */
    hedgedAttempts: number;
    hedgesWon: number;
    cpuUtilizationPercent: number | null;
    memoryUtilizationPercent: number;
  };
}

const pick = <T>(of: (metric: OrchestrationMetric) => T) =>
  Object.fromEntries(ORCHESTRATION_METRICS.map((metric) => [metric, of(metric)])) as Record<OrchestrationMetric, T>;

async function measureNow(deps: Deps, windowSeconds: number): Promise<MetricsView> {
  const window = await openWindow(deps.db, windowSeconds);
  const summed = gatherSums(deps, window);
  const [
    {
      sums: { runs },
    },
    { measures, slots },
    openRuns,
    targets,
    rebalanced,
    hedges,
  ] = await Promise.all([
    summed,
    summed.then((gathered) => measureBetween(deps, { ...gathered, live: true })),
    countOpenRuns(deps.db.pool),
    readTargetValues(deps),
    countRebalances(deps.db.pool, window.from),
    countHedges(deps.db.pool, window.from),
  ]);
  const card = holdAgainstTargets(measures, targets);
  const load = readMachineLoad();
  return {
    timestamp: window.to,
    windowSeconds,
    performanceScore: card.score,
    targetsMet: card.met,
    targetsMissed: card.missed,
    targetsUnknown: card.unknown,
    totalTargets: card.results.length,
    targets: card.results,
    orchestrationMetrics: pick((metric) => measures[metric].value),
    orchestrationSamples: pick((metric) => measures[metric].samples),
    agents: slots,
    systemMetrics: {
      activeAgents: slots.length,
      inFlightTasks: slots.reduce((total, agent) => total + agent.inFlight, 0),
      totalTasks: measures.error_rate_percent.samples,
      completedTasks: measures.completed_tasks.value ?? 0,
      failedTasks: measures.failed_tasks.value ?? 0,
      activeWorkflows: openRuns,
      finishedWorkflows: runs.completed + runs.failed,
      rebalancesPerHour: (3_600 * rebalanced.rebalances) / windowSeconds,
      rebalancedTasks: rebalanced.moved,
      hedgedAttempts: hedges.ended,
      hedgesWon: hedges.won,
      cpuUtilizationPercent: load.cpuPercent,
      memoryUtilizationPercent: load.memoryPercent,
    },
  };
}

const remembered = new WeakMap<Deps['feed'], Map<number, { at: number; view: Promise<MetricsView> }>>();

/** The measures of the last `windowSeconds`; at most one reading per window and while it hardly changes. */
export async function readMetrics(deps: Deps, windowSeconds: number): Promise<MetricsView> {
  const known = remembered.get(deps.feed) ?? new Map<number, { at: number; view: Promise<MetricsView> }>();
  remembered.set(deps.feed, known);
  const last = known.get(windowSeconds);
  if (last && performance.now() - last.at < rememberedMs(windowSeconds)) return last.view;
  if (known.size >= MAX_REMEMBERED) known.clear();
  const view = measureNow(deps, windowSeconds);
  known.set(windowSeconds, { at: performance.now(), view });
  view.catch(() => known.delete(windowSeconds));
  return view;
}
