import { describe, expect, it } from 'vitest';
import { DEFAULT_TASK_TIMEOUT_SECONDS } from '../task/timeout.ts';
import { breakerPolicySchema } from './policy.ts';
import { resolvePolicy, waitForCalls } from './policy-override.ts';
import { BREAKER_RESOURCE_TYPES, PRESETS } from './presets.ts';

describe('breakerPolicySchema', () => {
  const faults: { name: string; over: Record<string, unknown>; path: string }[] = [
    { name: 'half-open without an end', over: { halfOpenMaxWaitMs: null }, path: 'halfOpenMaxWaitMs' },
    { name: 'no probes', over: { halfOpenPermits: 0 }, path: 'halfOpenPermits' },
    { name: 'a threshold of 0', over: { failureRateThreshold: 0 }, path: 'failureRateThreshold' },
    { name: 'a threshold above 1', over: { failureRateThreshold: 50 }, path: 'failureRateThreshold' },
    { name: 'growth without a limit', over: { openBackoff: { type: 'linear' } }, path: 'openBackoff.maxMs' },
    { name: 'buckets that do not fill the window', over: { window: { type: 'time', sizeMs: 100, bucketMs: 30 } }, path: 'window.bucketMs' },
    { name: 'too many buckets', over: { window: { type: 'time', sizeMs: 1_210, bucketMs: 10 } }, path: 'window.bucketMs' },
    { name: 'slow calls that nobody can tell', over: { slowCallRateThreshold: 0.5 }, path: 'slowCallDurationMs' },
    { name: 'an unknown window', over: { window: { type: 'weekly' } }, path: 'window.type' },
    { name: 'an unknown key', over: { retries: 3 }, path: '' },
  ];

  it.each(faults)('[BR19] refuses $name', ({ over, path }) => {
    const parsed = breakerPolicySchema.safeParse({ ...PRESETS.agent, ...over });
    expect(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it.each(BREAKER_RESOURCE_TYPES)('[BR19] every kind of resource begins with rules that hold: %s', (type) => {
    expect(resolvePolicy(type)).toEqual(breakerPolicySchema.parse(PRESETS[type]));
    expect(PRESETS[type].minimumCalls).toBeGreaterThanOrEqual(PRESETS[type].halfOpenPermits);
  });

  it('[BR19] probes are waited for longer than the longest call, unless a person says otherwise', () => {
    expect(resolvePolicy('agent').halfOpenMaxWaitMs).toBeGreaterThan(DEFAULT_TASK_TIMEOUT_SECONDS * 1_000);
    expect(resolvePolicy('agent', waitForCalls(3_600_000)).halfOpenMaxWaitMs).toBe(3_605_000);
    expect(resolvePolicy('agent', waitForCalls(3_600_000), { half_open_max_wait_seconds: 60 }).halfOpenMaxWaitMs).toBe(60_000);
  });
});
