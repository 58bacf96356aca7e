import type { AgentProfile } from '../agent/agent.ts';
import { RESOURCE_LIMITS, type ResourceLimit, type ResourceLimits } from './resource-limits.ts';
import { MIN_HISTORY_SAMPLES, type TypeRecord } from './score.ts';

const SECOND_MS = 1_000;

/** An agent, and what it did by task type. */
interface KnownAgent {
  profile: Pick<AgentProfile, 'costPerTaskUsd' | 'reported'>;
  stats: ReadonlyMap<string, TypeRecord>;
}

/** What is known of an agent at a type of task, in the unit of each limit; null where nothing is. */
function known({ profile, stats }: KnownAgent, taskType: string): Record<ResourceLimit, number | null> {
  const record = stats.get(taskType);
  const { meanCostUsd, meanDurationMs } = record !== undefined && record.attempts >= MIN_HISTORY_SAMPLES ? record : {};
  const { cpu, memoryMb, contextUsage } = profile.reported ?? {};
  return {
    max_cost_usd: meanCostUsd ?? profile.costPerTaskUsd,
    max_duration_seconds: meanDurationMs == null ? null : meanDurationMs / SECOND_MS,
    max_cpu: cpu ?? null,
    max_memory_mb: memoryMb ?? null,
    max_context_usage: contextUsage ?? null,
  };
}

/** Whether an agent is known to be beyond what tasks of a type may take. */
export function isBeyond(agent: KnownAgent, taskType: string, limits: ResourceLimits): boolean {
  const values = known(agent, taskType);
  return RESOURCE_LIMITS.some((name) => {
    const [limit, value] = [limits[name], values[name]];
    return limit !== undefined && value !== null && value > limit;
  });
}
