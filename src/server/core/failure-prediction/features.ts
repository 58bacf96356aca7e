import type { AgentMinute } from '../anomaly/agent-minute.ts';
import { logOdds } from '../prediction/logistic.ts';

/** What an agent is like at one moment. */
export interface AgentSituation {
  /** Its minutes of the last hours, oldest first. */
  minutes: readonly AgentMinute[];
  inFlight: number;
  slots: number;
  /** Tasks that wait in the whole fleet, per slot of the agents that take work. */
  waitingPerSlot: number;
  /** Milliseconds between its newest heartbeats; empty for agents that send none. */
  beatIntervals: readonly number[];
}

export const FEATURES = [
  'constant',
  'expected_attempts',
  'failure_history',
  'recent_failures',
  'latency_trend',
  'last_call_failed',
  'utilisation',
  'queue_pressure',
  'heartbeat_jitter',
  'lost_leases',
] as const;
export type Feature = (typeof FEATURES)[number];

/** In the order of FEATURES; each of the size of one. */
export type FeatureVector = readonly number[];

const MINUTE_MS = 60_000;
/** The minutes that make up "recently". */
const RECENT_MS = 10 * MINUTE_MS;
/** Failures and attempts that are assumed before any was seen. */
const ASSUMED_FAILURES = 0.5;
const ASSUMED_ATTEMPTS = 10;

/** Attempts that ended and say something of the agent. */
export function countSamples(minutes: readonly AgentMinute[]): number {
  return minutes.reduce((sum, { ended }) => sum + ended, 0);
}

/**
 * @param ahead.now epoch ms; nothing later is looked at
 * @param ahead.horizonMs how far ahead is asked
 */
export function featuresOf(situation: AgentSituation, ahead: { now: number; horizonMs: number }): FeatureVector {
  const minutes = situation.minutes.filter(({ at }) => at < ahead.now);
  const recent = minutes.filter(({ at }) => at > ahead.now - RECENT_MS);
  const earlier = minutes.filter(({ at }) => at <= ahead.now - RECENT_MS);
  const usual = failureOdds(earlier, 0);
  const perMs = Math.max(countSamples(recent), situation.inFlight) / RECENT_MS;
  return [
    1,
    Math.log(Math.max(0.1, perMs * ahead.horizonMs)),
    usual,
    failureOdds(recent, usual) - usual,
    clamp(meanLogRatio(recent) - meanLogRatio(earlier), 3),
    Number(minutes.at(-1)?.lastFailed ?? false),
    Math.min(1, situation.inFlight / Math.max(1, situation.slots)),
    Math.log1p(Math.max(0, situation.waitingPerSlot)),
    jitter(situation.beatIntervals),
    Math.log1p(minutes.reduce((sum, { lost }) => sum + lost, 0)),
  ];
}

/** Log odds of a failed attempt; what few attempts say is drawn towards what is usual (0: a failure in twenty). */
function failureOdds(minutes: readonly AgentMinute[], usual: number): number {
  const share = usual === 0 ? ASSUMED_FAILURES / ASSUMED_ATTEMPTS : 1 / (1 + Math.exp(-usual));
  const failures = minutes.reduce((sum, one) => sum + one.failures, 0);
  return logOdds((failures + share * ASSUMED_ATTEMPTS) / (countSamples(minutes) + ASSUMED_ATTEMPTS));
}

function meanLogRatio(minutes: readonly AgentMinute[]): number {
  const timed = minutes.reduce((sum, one) => sum + one.timed, 0);
  return timed === 0 ? 0 : minutes.reduce((sum, one) => sum + one.logRatioSum, 0) / timed;
}

/** The relative spread of the intervals, 0 to 3; 0 for fewer than three. */
function jitter(intervals: readonly number[]): number {
  if (intervals.length < 3) return 0;
  const mean = intervals.reduce((sum, one) => sum + one, 0) / intervals.length;
  const variance = intervals.reduce((sum, one) => sum + (one - mean) ** 2, 0) / intervals.length;
  return mean > 0 ? clamp(Math.sqrt(variance) / mean, 3) : 0;
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
