import type { Feature } from '@/server/core/failure-prediction/features.ts';

/** What drives a prediction, in words. */
export const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  constant: 'fleet',
  expected_attempts: 'work ahead',
  failure_history: 'its record of failures',
  recent_failures: 'recent failures',
  latency_trend: 'getting slower',
  last_call_failed: 'its last call',
  utilisation: 'how busy it is',
  queue_pressure: 'work that waits',
  heartbeat_jitter: 'irregular heartbeats',
  lost_leases: 'lost leases',
};
