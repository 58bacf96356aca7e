import { adviseOnTargets } from '../core/metrics/target-advice.ts';
import type { TargetResult } from '../core/metrics/targets.ts';
import { readTargetHistory, type TargetHistory } from '../db/target-history.ts';
import type { Deps } from '../deps.ts';
import { readMetrics } from './read-metrics.ts';
import { readTargetValues } from './target-settings.ts';

export type TargetVerdict = TargetResult & Omit<TargetHistory, 'name'>;

export interface PerformanceVerdict {
  timestamp: Date;
  windowSeconds: number;
  /** Share of the known targets that are met, 0..100; null when none is known. */
  overallScore: number | null;
  targetsMet: number;
  targetsMissed: number;
  targetsUnknown: number;
  targets: TargetVerdict[];
  /** One per missed target. */
  recommendations: string[];
}

/** Holds the measures of the last `windowSeconds` against the targets, and says how those stood before. */
export async function validatePerformance(deps: Deps, windowSeconds: number): Promise<PerformanceVerdict> {
  const [view, history] = await Promise.all([
    readMetrics(deps, windowSeconds),
    readTargetValues(deps).then((values) => readTargetHistory(deps.db.pool, values)),
  ]);
  const past = new Map(history.map((each) => [each.name, each]));
  const targets = view.targets.map((result): TargetVerdict => {
    const { firstMissedAt = null, missedSince = null, hourBefore = null } = past.get(result.name) ?? {};
    return { ...result, firstMissedAt, missedSince: result.status === 'missed' ? missedSince : null, hourBefore };
  });
  return {
    timestamp: view.timestamp,
    windowSeconds,
    overallScore: view.performanceScore,
    targetsMet: view.targetsMet,
    targetsMissed: view.targetsMissed,
    targetsUnknown: view.targetsUnknown,
    targets,
    recommendations: adviseOnTargets(view.targets),
  };
}
