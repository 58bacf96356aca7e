import type { AgentStatsView, AgentView } from '@/server/core/agent/agent-view.ts';
import { formatDuration } from '../time/format-time.ts';
import { Ago } from '../time/time-text.tsx';
import { cn } from '../ui/class-names.ts';

/** Below this many attempts a rate says more about chance than about the agent. */
const ENOUGH = 5;

/** Measured success rate with its sample count, or that there is too little to say. */
export function SuccessRate({ stats, className }: { stats: AgentStatsView; className?: string }) {
  if (stats.successRate === null || stats.attempts < ENOUGH) {
    return <span className={cn('text-ink-3', className)}>not enough data</span>;
  }
  const percent = stats.successRate * 100;
  return (
    <span className={className}>
      <span className={cn('font-medium', stats.successRate < 0.5 ? 'text-fail' : stats.successRate < 0.9 ? 'text-wait' : 'text-ink')}>
        {percent === 100 ? '100' : percent.toFixed(1)} %
      </span>
      <span className="text-ink-3"> of {stats.attempts.toLocaleString('en')}</span>
    </span>
  );
}

export function MeanDuration({ stats }: { stats: AgentStatsView }) {
  return stats.meanDurationMs === null ? <span className="text-ink-3">–</span> : formatDuration(stats.meanDurationMs);
}

/** When the agent last showed life: a word of its own, an attempt that ended, a test call it answered. */
export function LastSeen({ agent }: { agent: AgentView }) {
  return agent.lastSeenAt === null ? <span title="It has done nothing yet.">never</span> : <Ago at={agent.lastSeenAt} />;
}
