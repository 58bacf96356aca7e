import { type BreakerRules, MAX_OPEN_WAIT_MS, type OpenBackoff, type WindowRule } from '../../src/server/core/breaker/policy.ts';
import type { CaseConfig } from './read-cases.ts';

/** The rules that a case asks for, in the breaker's own words. */
export function caseRules(config: CaseConfig): BreakerRules {
  return {
    window: windowRule(config.window),
    minimumCalls: Math.max(1, config.minimum_calls),
    failureRateThreshold: config.failure_rate_threshold,
    slowCallDurationMs: config.slow_call_duration_ms,
    slowCallRateThreshold: config.slow_call_rate_threshold,
    thresholdCompare: config.threshold_compare,
    evaluateOn: config.evaluate_on,
    openWaitMs: config.wait_open_ms,
    openBackoff: backoffRule(config.open_backoff),
    openJitter: 0,
    openExpiry: config.open_expiry,
    transition: config.transition,
    retryAfterMaxMs: MAX_OPEN_WAIT_MS,
    halfOpenPermits: config.half_open_permits,
    halfOpenRule: config.half_open_rule,
    halfOpenFailureRateThreshold: config.half_open_failure_rate_threshold,
    halfOpenMaxWaitMs: config.half_open_max_wait_ms,
    halfOpenMaxWaitTo: config.half_open_max_wait_to,
    halfOpenExtraPermitEveryMs: config.half_open_extra_permit_every_ms,
    ignored: config.ignored,
    staleResults: config.stale_results,
    warmupMs: config.warmup_ms,
    backoffDecayEveryMs: config.backoff_decay_every_ms,
  };
}

function windowRule(window: CaseConfig['window']): WindowRule {
  switch (window.type) {
    case 'time':
      return { type: 'time', sizeMs: window.size_ms, bucketMs: window.bucket_ms ?? null };
    case 'tumbling':
      return { type: 'tumbling', sizeMs: window.size_ms };
    case 'count':
    case 'consecutive':
      return window;
  }
}

function backoffRule(backoff: CaseConfig['open_backoff']): OpenBackoff | null {
  switch (backoff?.type) {
    case undefined:
      return null;
    case 'exponential':
      return { type: 'exponential', multiplier: backoff.multiplier, maxMs: backoff.max_ms ?? null };
    case 'linear':
      return { type: 'linear', maxMs: backoff.max_ms ?? null };
    case 'list':
      return { type: 'list', waitsMs: backoff.waits_ms };
  }
}
