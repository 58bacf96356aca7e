import { z } from 'zod';

/** Longest time a breaker stays open by its own rules, in ms. A growing wait without a limit of its own would end up as never. */
export const MAX_OPEN_WAIT_MS = 24 * 3_600_000;
/** Longer than any call: an agent's own limit is at most a week. */
const MAX_PROBE_WAIT_MS = 8 * 24 * 3_600_000;
/** Most outcomes a count window holds. They are stored with the breaker. */
export const MAX_COUNT_WINDOW = 1_000;
/** Most buckets of a time window. They are stored with the breaker. */
export const MAX_BUCKETS = 120;

const durationMs = z.number().int().positive().max(MAX_OPEN_WAIT_MS);
const share = z.number().min(0).max(1);
const threshold = z.number().gt(0).max(1);

const countWindow = z.strictObject({ type: z.literal('count'), size: z.number().int().min(1).max(MAX_COUNT_WINDOW) });
const timeWindow = z.strictObject({ type: z.literal('time'), sizeMs: durationMs, bucketMs: durationMs });
const tumblingWindow = z.strictObject({ type: z.literal('tumbling'), sizeMs: durationMs });
const consecutiveWindow = z.strictObject({ type: z.literal('consecutive'), failures: z.number().int().min(1).max(1_000_000) });

const backoffSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('exponential'), multiplier: z.number().min(1).max(100), maxMs: durationMs }),
  z.strictObject({ type: z.literal('linear'), maxMs: durationMs }),
  z.strictObject({ type: z.literal('list'), waitsMs: z.array(durationMs).min(1).max(50) }),
]);

/** The rules that one breaker works by, as they are stored and as people may set them. */
export const breakerPolicySchema = z
  .strictObject({
    /**
     * What the rates are taken over. count: the last `size` outcomes. time: outcomes younger than `sizeMs`, in buckets. tumbling: all since
     * the period began, which starts anew after `sizeMs`. consecutive: opens after so many failures in a row, whatever the rates.
     */
    window: z.discriminatedUnion('type', [countWindow, timeWindow, tumblingWindow, consecutiveWindow]),
    /** Below so many outcomes in the window there is no rate. More than a count window holds means all of it. */
    minimumCalls: z.number().int().min(1).max(1_000_000),
    /** Opens at this share of failures; null: failures alone never open it. */
    failureRateThreshold: threshold.nullable(),
    /** An outcome that took longer is slow; null: none is. */
    slowCallDurationMs: durationMs.nullable(),
    slowCallRateThreshold: threshold.nullable(),
    /** Whether a rate that equals its threshold opens (gte) or not (gt). */
    thresholdCompare: z.enum(['gte', 'gt']),
    /** Whether a fast success may open it, because it is the outcome that makes the minimum. */
    evaluateOn: z.enum(['any', 'failure']),
    /** How long it stays open the first time. */
    openWaitMs: durationMs,
    /** How the wait grows with every opening since it was last closed; null: not at all. */
    openBackoff: backoffSchema.nullable(),
    /** The wait is longer by up to this share of itself, so that breakers that opened together do not probe together. */
    openJitter: share,
    /** Whether a probe is allowed at exactly the end of the wait. */
    openExpiry: z.enum(['inclusive', 'exclusive']),
    /** lazy: half-open begins with the first call after the wait. eager: with the end of the wait. */
    transition: z.enum(['lazy', 'eager']),
    /** What a called side may ask for by Retry-After, at most. */
    retryAfterMaxMs: durationMs,
    /** Calls let through while half-open. */
    halfOpenPermits: z.number().int().min(1).max(MAX_COUNT_WINDOW),
    /**
     * rate: the thresholds decide once min(minimumCalls, permits) probes are back. rate_early: opens as soon as too many have failed, closes
     * when all are back. consecutive_successes: the first failure opens, as many successes as permits close. none: there is no half-open,
     * the end of the wait closes.
     */
    halfOpenRule: z.enum(['rate', 'rate_early', 'consecutive_successes', 'none']),
    /** Share of probes that may fail; null: as in closed state. */
    halfOpenFailureRateThreshold: share.nullable(),
    /** After this long, probes that have not come back are given up. Longer than the longest call, or slow probes never count. */
    halfOpenMaxWaitMs: z.number().int().positive().max(MAX_PROBE_WAIT_MS),
    halfOpenMaxWaitTo: z.enum(['open', 'closed']),
    /** One more permit for each such period without a decision; null: none. */
    halfOpenExtraPermitEveryMs: durationMs.nullable(),
    /** neutral: an ignored outcome is not recorded and its permit comes back. success: it counts as one. */
    ignored: z.enum(['neutral', 'success']),
    /** What becomes of the outcome of a call that began before the last change of state. */
    staleResults: z.enum(['drop', 'count']),
    /** A new breaker does not open by itself for this long; null: it may at once. */
    warmupMs: durationMs.nullable(),
    /** With halfOpenRule none: one opening is forgotten for each such period in closed state; null: never. */
    backoffDecayEveryMs: durationMs.nullable(),
  })
  .superRefine(({ window, slowCallRateThreshold, slowCallDurationMs }, context) => {
    if (window.type === 'time' && (window.sizeMs % window.bucketMs !== 0 || window.sizeMs / window.bucketMs > MAX_BUCKETS)) {
      context.addIssue({
        code: 'custom',
        path: ['window', 'bucketMs'],
        message: `must cut the window into at most ${MAX_BUCKETS} equal buckets`,
      });
    }
    if (slowCallRateThreshold !== null && slowCallDurationMs === null) {
      context.addIssue({ code: 'custom', path: ['slowCallDurationMs'], message: 'is needed to tell which calls are slow' });
    }
  });
export type BreakerPolicy = z.output<typeof breakerPolicySchema>;

/** A window as the machine can keep it: beyond a policy also a time window without buckets, which holds every outcome with its time. */
export type WindowRule =
  | Exclude<BreakerPolicy['window'], { type: 'time' }>
  | { readonly type: 'time'; readonly sizeMs: number; readonly bucketMs: number | null };

/** The growth of the wait as the machine can do it: beyond a policy also without a limit. */
export type OpenBackoff =
  | { readonly type: 'exponential'; readonly multiplier: number; readonly maxMs: number | null }
  | { readonly type: 'linear'; readonly maxMs: number | null }
  | { readonly type: 'list'; readonly waitsMs: readonly number[] };

/**
 * What the machine works by. Every policy is one; it also takes what no policy may ask for, above all a half-open state without an end, so
 * that it can be compared with breakers that have none.
 */
export type BreakerRules = Omit<Readonly<BreakerPolicy>, 'window' | 'openBackoff' | 'halfOpenMaxWaitMs'> & {
  readonly window: WindowRule;
  readonly openBackoff: OpenBackoff | null;
  readonly halfOpenMaxWaitMs: number | null;
};
