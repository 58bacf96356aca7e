import { TrendingDown } from 'lucide-react';
import type { AgentDegradation, AgentView } from '@/server/core/agent/agent-view.ts';
import { Badge } from '../ui/badge.tsx';

/** In words: "2.1 times its usual time", "40 % failures, usually 5 %". */
export function degradationText({ signal, baseline, current }: Pick<AgentDegradation, 'signal' | 'baseline' | 'current'>): string {
  if (signal === 'latency') return `${Math.exp(current - baseline).toFixed(1)} times its usual time`;
  return `${Math.round(current * 100)} % failures, usually ${Math.round(baseline * 100)} %`;
}

/** Says that an agent is worse than it used to be; nothing where it is not. The evidence is in the title. */
export function DegradedBadge({ agent }: { agent: Pick<AgentView, 'degraded'> }) {
  if (agent.degraded.length === 0) return null;
  const evidence = agent.degraded.map(
    (one) => `${degradationText(one)}, since ${one.since.toLocaleTimeString()}, ${one.samples} minutes looked at`,
  );
  return (
    <Badge tone="wait" title={evidence.join('; ')}>
      <TrendingDown className="size-3" aria-hidden />
      degraded
    </Badge>
  );
}
