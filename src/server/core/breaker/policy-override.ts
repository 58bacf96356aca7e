import { z } from 'zod';
import { type BreakerPolicy, breakerPolicySchema, MAX_COUNT_WINDOW, MAX_OPEN_WAIT_MS } from './policy.ts';
import { BREAKER_RESOURCE_TYPES, type BreakerResourceType, PRESETS, PROBE_MARGIN_MS } from './presets.ts';

const seconds = z
  .number()
  .min(0.001)
  .max(MAX_OPEN_WAIT_MS / 1_000);
const calls = z.number().int().min(1).max(MAX_COUNT_WINDOW);

/** What people change of a preset; `null` in a threshold switches it off. Everything absent stays as the preset has it. */
export const breakerOverrideSchema = z.strictObject({
  /** Failures that open: the minimum of calls in the window, or the failures in a row of a workflow. */
  failure_threshold: calls.optional(),
  failure_rate_threshold: z.number().gt(0).max(1).nullable().optional(),
  open_wait_seconds: seconds.optional(),
  /** The wait grows with every opening in a row up to this. */
  max_open_wait_seconds: seconds.optional(),
  slow_call_ms: z.number().int().min(1).max(MAX_OPEN_WAIT_MS).nullable().optional(),
  slow_call_rate_threshold: z.number().gt(0).max(1).nullable().optional(),
  half_open_permits: calls.optional(),
  /** Probes that have not come back after this are given up. */
  half_open_max_wait_seconds: seconds.optional(),
});
export type BreakerOverride = z.output<typeof breakerOverrideSchema>;

/** The overrides of an installation, by kind of resource. */
export const breakerOverridesSchema = z.partialRecord(z.enum(BREAKER_RESOURCE_TYPES), breakerOverrideSchema);
export type BreakerOverrides = z.output<typeof breakerOverridesSchema>;

const ms = (value: number) => Math.max(1, Math.round(value * 1_000));

function applied(policy: BreakerPolicy, wish: BreakerOverride): BreakerPolicy {
  const { window, openBackoff } = policy;
  const openWaitMs = wish.open_wait_seconds === undefined ? policy.openWaitMs : ms(wish.open_wait_seconds);
  const limit = wish.max_open_wait_seconds === undefined ? null : ms(wish.max_open_wait_seconds);
  const most = limit ?? (openBackoff?.type === 'exponential' ? openBackoff.maxMs : openWaitMs);
  return {
    ...policy,
    window:
      window.type === 'consecutive' && wish.failure_threshold !== undefined ? { ...window, failures: wish.failure_threshold } : window,
    minimumCalls: wish.failure_threshold ?? policy.minimumCalls,
    failureRateThreshold: wish.failure_rate_threshold === undefined ? policy.failureRateThreshold : wish.failure_rate_threshold,
    openWaitMs,
    openBackoff: openBackoff?.type === 'exponential' ? { ...openBackoff, maxMs: Math.max(openWaitMs, most) } : openBackoff,
    slowCallDurationMs: wish.slow_call_ms === undefined ? policy.slowCallDurationMs : wish.slow_call_ms,
    slowCallRateThreshold: wish.slow_call_rate_threshold === undefined ? policy.slowCallRateThreshold : wish.slow_call_rate_threshold,
    halfOpenPermits: wish.half_open_permits ?? policy.halfOpenPermits,
    halfOpenMaxWaitMs: wish.half_open_max_wait_seconds === undefined ? policy.halfOpenMaxWaitMs : ms(wish.half_open_max_wait_seconds),
  };
}

/** What follows from how long calls may take: a probe is waited for until its result must have been written. */
export const waitForCalls = (longestCallMs: number): BreakerOverride => ({
  half_open_max_wait_seconds: (longestCallMs + PROBE_MARGIN_MS) / 1_000,
});

/**
 * The rules of a resource: its preset, changed by each wish in turn; the last one that says something of a rule wins.
 * @throws z.ZodError when the result is no policy: a rate of slow calls without saying what is slow
 */
export function resolvePolicy(type: BreakerResourceType, ...wishes: (BreakerOverride | null | undefined)[]): BreakerPolicy {
  return breakerPolicySchema.parse(wishes.reduce<BreakerPolicy>((policy, wish) => (wish ? applied(policy, wish) : policy), PRESETS[type]));
}
