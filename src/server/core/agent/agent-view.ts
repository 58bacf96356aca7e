import type { BreakerOverride } from '../breaker/policy-override.ts';
import type { BreakerStatus } from '../breaker/state.ts';
import { type HeldWork, type LivenessView, livenessOf, type SignsOfLife } from '../heartbeat/signs-of-life.ts';
import type { JsonValue } from '../json.ts';
import type { AgentKind, AgentProfile, AgentStatus } from './agent.ts';
import { hideConfig } from './hidden-config.ts';

/** Measured history of an agent over all task types. A value nobody measured is null. */
export interface AgentStatsView {
  /** Attempts that ended; the sample count of the rate and the mean. */
  attempts: number;
  /** 0..1. */
  successRate: number | null;
  meanDurationMs: number | null;
  /** Sum of reported or priced cost; null when no attempt had one. */
  costUsd: number | null;
}

/** The sums that statistics are kept as. */
export interface AgentStatSums {
  attempts: number;
  successes: number;
  durationMsSum: number;
  costUsdSum: number;
  /** When the newest of them ended; null when none did. */
  lastEndedAt: Date | null;
}

/** One way in which an agent is worse than it used to be. */
export interface AgentDegradation {
  /** Latency: ln of the duration relative to the usual one. Errors: share of failures. */
  signal: 'latency' | 'errors';
  baseline: number;
  current: number;
  /** Minutes with attempts that were looked at. */
  samples: number;
  since: Date;
}

/** What changes while an agent works; sent live. */
export interface AgentPatch {
  id: string;
  name: string;
  kind: AgentKind;
  /** `busy` is computed: active with every slot taken. */
  status: AgentStatus;
  statusReason: string | null;
  inFlight: number;
  maxConcurrentTasks: number;
  /** Its newest sign of life: a word of its own, an attempt or a test call it answered; null before the first. */
  lastSeenAt: Date | null;
  stats: AgentStatsView;
  /** How it is worse than it used to be, and since when; empty when it is not, or too little is known. */
  degraded: AgentDegradation[];
  /** Whether it is there and gets on; null for agents that are called, which owe nobody a sign. */
  liveness: LivenessView | null;
  /** Its breaker as it is now; null before its first call. */
  breaker: { state: BreakerStatus; nextProbeAt: Date | null } | null;
  updatedAt: Date;
}

export interface AgentView extends AgentPatch {
  /** Simulated agents do no real work and are always marked. */
  simulated: boolean;
  capabilities: AgentProfile['capabilities'];
  persona: AgentProfile['persona'];
  costPerTaskUsd: number | null;
  pool: string | null;
  /** What its breakers do otherwise than the preset. */
  breakerOverride: BreakerOverride | null;
  metadata: JsonValue;
  /** The agent's own last word; null when it never sent one. */
  heartbeat: { at: Date; values: JsonValue } | null;
  /** Secret-looking values are hidden. */
  config: AgentProfile['config'];
  createdBy: string;
  /** `createdBy` in words. */
  createdByName: string;
  createdAt: Date;
  retiredAt: Date | null;
}

/** An agent as stored, with what is only shown. */
export interface StoredAgent extends AgentProfile, SignsOfLife {
  statusReason: string | null;
  breaker: BreakerOverride | null;
  metadata: JsonValue;
  lastHeartbeatAt: Date | null;
  /** When it last answered a test call. */
  testedAt: Date | null;
  heartbeat: JsonValue;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  retiredAt: Date | null;
}

export function agentStatsView(sums: Omit<AgentStatSums, 'lastEndedAt'> | undefined): AgentStatsView {
  const { attempts, successes, durationMsSum, costUsdSum } = sums ?? { attempts: 0, successes: 0, durationMsSum: 0, costUsdSum: 0 };
  return {
    attempts,
    successRate: attempts > 0 ? successes / attempts : null,
    meanDurationMs: attempts > 0 ? durationMsSum / attempts : null,
    // The sums cannot tell "free" from "not measured"; unknown is the honest reading of zero.
    costUsd: costUsdSum > 0 ? costUsdSum : null,
  };
}

export function shownAgentStatus(agent: Pick<AgentProfile, 'status' | 'maxConcurrentTasks'>, inFlight: number): AgentStatus {
  return agent.status === 'active' && inFlight >= agent.maxConcurrentTasks ? 'busy' : agent.status;
}

/** What an agent's view shows that is not in its row. */
export interface AgentSurroundings {
  inFlight: number;
  sums: AgentStatSums | undefined;
  degraded: AgentDegradation[];
  breaker: AgentPatch['breaker'];
  createdByName: string;
  /** Of what it holds and promised progress of; absent when there is no such thing. */
  held?: HeldWork | undefined;
  /** When this is shown, epoch ms. */
  now: number;
}

const newest = (dates: (Date | null)[]): Date | null =>
  dates.reduce((latest, date) => (latest === null || (date !== null && date > latest) ? date : latest), null);

/** Agents that are called show life by their answers. Who is retired owes none. */
function livenessShown(agent: StoredAgent, held: HeldWork | undefined, now: number): LivenessView | null {
  if (agent.kind !== 'worker' || agent.retiredAt !== null) return null;
  return livenessOf(agent, held ?? null, now);
}

/** An agent as it is shown. */
export function agentView(
  agent: StoredAgent,
  { inFlight, sums, degraded, breaker, createdByName, held, now }: AgentSurroundings,
): AgentView {
  return {
    id: agent.id,
    name: agent.name,
    kind: agent.kind,
    simulated: agent.kind === 'simulated',
    status: shownAgentStatus(agent, inFlight),
    statusReason: agent.statusReason,
    inFlight,
    maxConcurrentTasks: agent.maxConcurrentTasks,
    capabilities: agent.capabilities,
    persona: agent.persona,
    costPerTaskUsd: agent.costPerTaskUsd,
    pool: agent.pool,
    breaker,
    breakerOverride: agent.breaker,
    metadata: agent.metadata,
    lastSeenAt: newest([agent.lastHeartbeatAt, agent.testedAt, sums?.lastEndedAt ?? null]),
    heartbeat: agent.lastHeartbeatAt === null ? null : { at: agent.lastHeartbeatAt, values: agent.heartbeat },
    stats: agentStatsView(sums),
    degraded,
    liveness: livenessShown(agent, held, now),
    config: hideConfig(agent.config),
    createdBy: agent.createdBy,
    createdByName,
    createdAt: agent.createdAt,
    updatedAt: agent.updatedAt,
    retiredAt: agent.retiredAt,
  };
}

/** The part of a view that is sent live. */
export function agentPatch(view: AgentView): AgentPatch {
  const { id, name, kind, status, statusReason, inFlight, maxConcurrentTasks, lastSeenAt, stats, updatedAt } = view;
  const { degraded, liveness, breaker } = view;
  return { id, name, kind, status, statusReason, inFlight, maxConcurrentTasks, lastSeenAt, stats, degraded, liveness, breaker, updatedAt };
}
