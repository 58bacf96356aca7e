import { DEFAULT_TASK_TIMEOUT_SECONDS } from '../task/timeout.ts';
import type { BreakerPolicy } from './policy.ts';

/** What a breaker can guard. agent_task_type is one agent at one type of task; a workflow's runs are its calls. */
export const BREAKER_RESOURCE_TYPES = ['agent', 'agent_task_type', 'provider_host', 'workflow'] as const;
export type BreakerResourceType = (typeof BREAKER_RESOURCE_TYPES)[number];

/** Beyond the longest call: the result of a probe has to be written before it is given up. */
export const PROBE_MARGIN_MS = 5_000;
const MINUTE_MS = 60_000;

const BASE: BreakerPolicy = {
  window: { type: 'time', sizeMs: 5 * MINUTE_MS, bucketMs: 30_000 },
  minimumCalls: 5,
  failureRateThreshold: 0.5,
  slowCallDurationMs: null,
  slowCallRateThreshold: null,
  thresholdCompare: 'gte',
  evaluateOn: 'any',
  openWaitMs: 30_000,
  openBackoff: { type: 'exponential', multiplier: 2, maxMs: 5 * MINUTE_MS },
  openJitter: 0.1,
  openExpiry: 'inclusive',
  transition: 'lazy',
  retryAfterMaxMs: 60 * MINUTE_MS,
  halfOpenPermits: 3,
  halfOpenRule: 'rate',
  halfOpenFailureRateThreshold: null,
  halfOpenMaxWaitMs: DEFAULT_TASK_TIMEOUT_SECONDS * 1_000 + PROBE_MARGIN_MS,
  halfOpenMaxWaitTo: 'open',
  halfOpenExtraPermitEveryMs: null,
  ignored: 'neutral',
  staleResults: 'drop',
  warmupMs: null,
  backoffDecayEveryMs: null,
};

/** Where each kind of resource begins. */
export const PRESETS: Readonly<Record<BreakerResourceType, BreakerPolicy>> = {
  agent: BASE,
  /** Seen less often than its agent: the last calls count, however old they are. */
  agent_task_type: { ...BASE, window: { type: 'count', size: 20 }, openWaitMs: MINUTE_MS },
  /** Behind it stand many agents: quick to judge, quick to try again. */
  provider_host: { ...BASE, window: { type: 'time', sizeMs: MINUTE_MS, bucketMs: 6_000 }, minimumCalls: 10, openWaitMs: 10_000 },
  /** One run at a time shows whether it works again. */
  workflow: {
    ...BASE,
    window: { type: 'consecutive', failures: 5 },
    openWaitMs: MINUTE_MS,
    halfOpenPermits: 1,
    halfOpenMaxWaitMs: 60 * MINUTE_MS,
  },
};
