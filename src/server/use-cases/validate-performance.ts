import { adviseOnTargets } from '../core/metrics/target-advice.ts';
import type { TargetResult } from '../core/metrics/targets.ts';
import type { Deps } from '../deps.ts';
import { readMetrics } from './read-metrics.ts';

export interface PerformanceVerdict {
  timestamp: Date;
  windowSeconds: number;
  /** Share of the known targets that are met, 0..100; null when none is known. */
  overallScore: number | null;
  targetsMet: number;
  targetsMissed: number;
  targetsUnknown: number;
  targets: TargetResult[];
  /** One per missed target. */
  recommendations: string[];
}

/** Holds the measures of the last `windowSeconds` against the targets. */
export async function validatePerformance(deps: Deps, windowSeconds: number): Promise<PerformanceVerdict> {
  const { timestamp, performanceScore, targets, targetsMet, targetsMissed, targetsUnknown } = await readMetrics(deps, windowSeconds);
  const recommendations = adviseOnTargets(targets);
  return { timestamp, windowSeconds, overallScore: performanceScore, targetsMet, targetsMissed, targetsUnknown, targets, recommendations };
}
