import { TrendingDown } from 'lucide-react';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { degradationWords } from '@/server/core/anomaly/degradation-words.ts';
import { formatInstant } from '../time/format-time.ts';
import { Badge } from '../ui/badge.tsx';

/** Says that an agent is worse than it used to be; nothing where it is not. The evidence is in the title. */
export function DegradedBadge({ agent }: { agent: Pick<AgentView, 'degraded'> }) {
  if (agent.degraded.length === 0) return null;
  const evidence = agent.degraded.map(
    (one) => `${degradationWords(one)}, since ${formatInstant(one.since.getTime())}, ${one.samples} minutes looked at`,
  );
  return (
    <Badge tone="wait" title={evidence.join('; ')}>
      <TrendingDown className="size-3" aria-hidden />
      degraded
    </Badge>
  );
}
