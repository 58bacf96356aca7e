import Link from 'next/link';
import { memo } from 'react';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { BreakerBadge } from '../breaker/breaker-badge.tsx';
import { StatusMark } from '../status/status-mark.tsx';
import { AGENT_LOOKS } from '../status/status-vocabulary.ts';
import { Badge } from '../ui/badge.tsx';
import { Meter } from '../ui/meter.tsx';
import { NumberCell, rowClass } from '../ui/row-list.tsx';
import { LastSeen, MeanDuration, SuccessRate } from './agent-figures.tsx';
import { AGENT_KIND_LOOKS } from './agent-kind.ts';
import { DegradedBadge } from './degraded-badge.tsx';
import { LivenessBadge } from './liveness-badge.tsx';

export const AGENT_COLUMNS = 'grid-cols-[100px_minmax(220px,2fr)_minmax(110px,1fr)_116px_124px_76px_84px]';

export const AgentRow = memo(function AgentRow({ agent }: { agent: AgentView }) {
  const kind = AGENT_KIND_LOOKS[agent.kind];
  return (
    <li>
      <Link href={`/agents/${agent.id}`} data-row className={rowClass(AGENT_COLUMNS)}>
        <StatusMark look={AGENT_LOOKS[agent.status]} />
        <span className="flex min-w-0 items-center gap-2">
          <kind.icon className="size-4 shrink-0 text-ink-3" aria-hidden />
          <span className="min-w-9 truncate font-medium text-ink" title={agent.name}>
            {agent.name}
          </span>
          <span className="sr-only">, {kind.label}</span>
          {agent.simulated && <Badge tone="outline">simulated</Badge>}
          <LivenessBadge agent={agent} />
          <DegradedBadge agent={agent} />
          <BreakerBadge breaker={agent.breaker} />
        </span>
        <span className="truncate text-ink-3" title={agent.capabilities.map(({ name }) => name).join(', ')}>
          {agent.capabilities.map(({ name }) => name).join(', ') || 'any task'}
        </span>
        <span className="flex items-center gap-2">
          <Meter value={agent.inFlight} max={agent.maxConcurrentTasks} label={`Tasks in flight of ${agent.name}`} className="w-16" />
          <span className="whitespace-nowrap">
            {agent.inFlight}/{agent.maxConcurrentTasks}
          </span>
        </span>
        <NumberCell>
          <SuccessRate stats={agent.stats} />
        </NumberCell>
        <NumberCell>
          <MeanDuration stats={agent.stats} />
        </NumberCell>
        <NumberCell className="text-ink-3">
          <LastSeen agent={agent} />
        </NumberCell>
      </Link>
    </li>
  );
});
