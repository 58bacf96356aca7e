import type { AlertKind, AlertView } from '../core/alert/alert.ts';
import { placeOfAlert } from '../core/alert/alert-place.ts';
import type { QueuePause, WaitingGroup } from '../core/fleet/queue-view.ts';
import { CATALOGUE } from '../core/metrics/catalogue.ts';
import { TARGET_DEFINITIONS } from '../core/metrics/targets.ts';
import { breakerProblems } from '../core/overview/breaker-problems.ts';
import { orderProblems, type Problem, sayVerdict, type Verdict } from '../core/overview/problem.ts';
import { readDegradations } from '../db/degradations.ts';
import { readVitalSigns, type VitalSigns } from '../db/health.ts';
import { readPoints } from '../db/metric-points.ts';
import { readOpenMatters } from '../db/read-exposition.ts';
import { readWaiting } from '../db/read-waiting.ts';
import type { Deps } from '../deps.ts';
import { type EmergencyState, readEmergency } from './emergency-stop.ts';
import { listAlerts } from './list-alerts.ts';
import { listBreakers } from './list-breakers.ts';
import { readPause } from './pause-queue.ts';
import { readMetrics } from './read-metrics.ts';
import { type PerformanceVerdict, validatePerformance } from './validate-performance.ts';

/** Many tabs ask after every change; the answer is as old as this at most, milliseconds. */
const REMEMBERED_MS = 1_000;
const RECENT_SECONDS = 300;
const HOUR_SECONDS = 3_600;
/** A ready task that waits longer than this is stuck. Milliseconds. */
const STUCK_MS = 600_000;
/** Dispatch that leaves a queued task alone for so long stands still. Milliseconds. */
const STALLED_MS = 60_000;
const LISTED = 50;

export interface OverviewView {
  readAt: Date;
  verdict: Verdict;
  /** The worst, the widest, the oldest first. */
  problems: Problem[];
  performance: PerformanceVerdict;
  /** Of the last five minutes. */
  tasksPerSecond: number | null;
  activeAgents: number;
  inFlight: number;
  slots: number;
  activeRuns: number;
  queued: number;
}

const ALERT_TITLES: Record<Exclude<AlertKind, 'dead_letter'>, string> = {
  no_capable_agent: 'No agent can take it',
  failures_pile_up: 'Failures pile up',
  deadly_agent: 'An agent kills its processes',
  approval_overdue: 'An answer is overdue',
  budget: 'Money is short',
  rule: 'A rule has found something',
};

function alertProblem(alert: AlertView): Problem[] {
  const { id, kind, severity, message, detail, openedAt } = alert;
  // Dead letters are counted themselves.
  if (kind === 'dead_letter') return [];
  const { waiting } = detail;
  const href = placeOfAlert(alert)?.href ?? '/resilience?tab=failures';
  const reach = typeof waiting === 'number' ? waiting : null;
  const title = ALERT_TITLES[kind];
  return [{ id: `alert:${id}`, kind: 'alert', severity, title, detail: message, reach, since: openedAt, href }];
}

/** In words that follow "wait too long"; what ends by itself or waits for a person has a place of its own. */
const STUCK_WORDS: Partial<Record<WaitingGroup['reason'], string>> = {
  queued: 'nobody has taken them',
  capacity: 'agents are busy',
  max_agents: 'the run has all the agents that it may have',
  rate: 'a rate limit holds them back',
  quarantine: 'processes died while they held them',
};

function stuckProblem({ reason, detail, tasks, runs, oldestAt, oldestRunId }: WaitingGroup, now: number): Problem[] {
  const words = STUCK_WORDS[reason];
  if (words === undefined || now - oldestAt.getTime() < STUCK_MS) return [];
  const title = `${tasks} ${tasks === 1 ? 'task waits' : 'tasks wait'} too long: ${words}`;
  const where = runs === 1 ? `/runs/${oldestRunId}` : '/queues';
  return [
    {
      id: `stuck:${reason}:${oldestRunId}`,
      kind: 'stuck',
      severity: 'warning',
      title,
      detail: detail ?? '',
      reach: tasks,
      since: oldestAt,
      href: where,
    },
  ];
}

/** What stands still as a whole. */
function standstills(
  signs: VitalSigns,
  { emergency, paused }: { emergency: EmergencyState; paused: QueuePause | null },
  now: Date,
): Problem[] {
  const found: Problem[] = [];
  const all = { severity: 'critical', reach: signs.inFlight + signs.queued } as const;
  if (emergency.stopped) {
    const detail = `${emergency.byName ?? 'Somebody'}: ${emergency.reason ?? ''}`;
    found.push({
      ...all,
      id: 'stopped',
      kind: 'stopped',
      title: 'Everything is stopped',
      detail,
      since: emergency.since,
      href: '/settings#emergency-stop',
    });
  }
  if (paused !== null) {
    const detail = `${paused.byName}: ${paused.reason}`;
    found.push({
      ...all,
      severity: 'warning',
      id: 'paused',
      kind: 'paused',
      title: 'The queue is paused',
      detail,
      since: paused.since,
      href: '/queues',
    });
  }
  if (signs.liveWorkers === 0) {
    const detail = 'No execution process holds a good lease: nothing is dispatched.';
    found.push({ ...all, id: 'workers', kind: 'workers', title: 'No process executes', detail, since: null, href: '/queues' });
  }
  const waited = signs.oldestQueuedMs ?? 0;
  if (waited > STALLED_MS && !emergency.stopped && paused === null) {
    const since = new Date(now.getTime() - waited);
    const detail = 'The oldest queued task has waited for over a minute.';
    found.push({ ...all, id: 'dispatch', kind: 'dispatch', title: 'Dispatch stands still', detail, since, href: '/queues' });
  }
  return found;
}

function targetProblem({ targets }: PerformanceVerdict): Problem[] {
  const missed = targets.filter(({ status }) => status === 'missed');
  if (missed.length === 0) return [];
  const since = missed.flatMap(({ missedSince }) => missedSince ?? []).sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
  const title = missed.length === 1 ? '1 target is missed' : `${missed.length} targets are missed`;
  const detail = missed.map(({ name }) => CATALOGUE[TARGET_DEFINITIONS[name].metric].label).join(', ');
  return [{ id: 'targets', kind: 'targets', severity: 'warning', title, detail, reach: missed.length, since, href: '/metrics' }];
}

/** Attempts completed per second over the last five minutes that were measured; null when none ended. */
async function readRecentRate(deps: Pick<Deps, 'db'>): Promise<number | null> {
  const to = Date.now();
  const points = await readPoints(deps.db.pool, ['completed_tasks'], { from: to - RECENT_SECONDS * 1_000, to, resolution: 10 });
  return points.length === 0 ? null : points.reduce((sum, { value }) => sum + value, 0) / RECENT_SECONDS;
}

function deadLetterProblem(letters: number): Problem[] {
  if (letters === 0) return [];
  const title = `${letters} ${letters === 1 ? 'dead letter waits' : 'dead letters wait'} for a decision`;
  const detail = 'Tasks whose holders died of them are kept out until somebody decides.';
  const href = '/resilience?tab=dead-letters';
  return [{ id: 'dead-letters', kind: 'dead_letters', severity: 'warning', title, detail, reach: letters, since: null, href }];
}

async function readNow(deps: Deps): Promise<OverviewView> {
  const { pool } = deps.db;
  const [signs, emergency, breakers, alerts, waiting, matters, degraded, performance, recentRate, hour, paused] = await Promise.all([
    readVitalSigns(deps.db),
    readEmergency(deps),
    listBreakers(deps, { limit: LISTED }),
    listAlerts(deps, { limit: LISTED, open: true }),
    readWaiting(pool),
    readOpenMatters(pool),
    readDegradations(pool),
    validatePerformance(deps, HOUR_SECONDS),
    readRecentRate(deps),
    readMetrics(deps, HOUR_SECONDS),
    readPause(deps),
  ]);
  const now = performance.timestamp;
  const slots = new Map(hour.agents.map(({ agentId, slots: own }) => [agentId, own]));
  // An agent that is isolated for deaths has an alert that says why: one problem stands in one place.
  const alerted = new Set(alerts.data.flatMap(({ kind, subject }) => (kind === 'deadly_agent' ? [subject] : [])));
  const isNotAlerted = ({ resourceId }: { resourceId: string }) => !alerted.has(resourceId);
  const problems = orderProblems([
    ...standstills(signs, { emergency, paused }, now),
    ...breakerProblems(breakers.data.filter(isNotAlerted), slots),
    ...alerts.data.flatMap(alertProblem),
    ...waiting.groups.flatMap((group) => stuckProblem(group, now.getTime())),
    ...targetProblem(performance),
    ...deadLetterProblem(matters.deadLetters),
    ...degraded.map(({ agentId, signal, seenAt }) => ({
      id: `agent:${agentId}:${signal}`,
      kind: 'agent' as const,
      severity: 'info' as const,
      title: 'An agent is worse than it used to be',
      detail: signal.replaceAll('_', ' '),
      reach: 1,
      since: seenAt,
      href: `/agents/${agentId}`,
    })),
  ]);
  const { agents } = hour;
  const hourRate = hour.orchestrationMetrics.system_throughput_tasks_per_second;
  return {
    readAt: now,
    verdict: sayVerdict(problems, { agents: agents.length, recentRate, hourRate }),
    problems,
    performance,
    tasksPerSecond: recentRate,
    activeAgents: agents.length,
    inFlight: signs.inFlight,
    slots: agents.reduce((sum, agent) => sum + agent.slots, 0),
    activeRuns: hour.systemMetrics.activeWorkflows,
    queued: signs.queued + matters.parked,
  };
}

const remembered = new WeakMap<Deps['feed'], { at: number; view: Promise<OverviewView> }>();

/** What needs somebody and how work goes; at most one reading per second. */
export async function readOverview(deps: Deps): Promise<OverviewView> {
  const last = remembered.get(deps.feed);
  if (last && performance.now() - last.at < REMEMBERED_MS) return last.view;
  const view = readNow(deps);
  remembered.set(deps.feed, { at: performance.now(), view });
  view.catch(() => remembered.delete(deps.feed));
  return view;
}
