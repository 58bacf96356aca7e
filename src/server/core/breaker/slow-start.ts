import type { BreakerState } from './state.ts';

export interface SlowStart {
  /** Time until an agent whose breaker has closed again gets all of its work. */
  rampMs: number;
  /** What it begins with, 0..1. */
  minShare: number;
}

export const DEFAULT_SLOW_START: SlowStart = { rampMs: 60_000, minShare: 0.1 };

/**
 * The share of its slots (or weight) that a resource may use, 0..1: grows in a line after its breaker closed by itself. 1 where it never
 * opened, and where a person has reset it.
 */
export function slowStartShare(state: BreakerState, now: number, { rampMs, minShare }: SlowStart = DEFAULT_SLOW_START): number {
  if (state.status !== 'closed' || state.openedAt === null || rampMs <= 0) return 1;
  const passed = Math.min(1, Math.max(0, (now - state.since) / rampMs));
  return minShare + (1 - minShare) * passed;
}

/** Never none: an agent without work cannot show that it is well. */
export function slotsDuringSlowStart(slots: number, share: number): number {
  return slots === 0 ? 0 : Math.max(1, Math.floor(slots * share));
}
