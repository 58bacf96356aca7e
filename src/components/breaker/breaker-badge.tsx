'use client';
import Link from 'next/link';
import type { AgentPatch } from '@/server/core/agent/agent-view.ts';
import { StatusIcon } from '../status/status-mark.tsx';
import { useNow } from '../time/use-now.ts';
import { Badge } from '../ui/badge.tsx';
import { BREAKER_LOOKS, stateNow } from './breaker-looks.ts';

const TONES = { ok: 'ok', run: 'plain', wait: 'wait', fail: 'fail', idle: 'plain' } as const;

/** The state of an agent's breaker, where it is worth a word: nothing while it is closed. @param agentId makes it lead to the breaker */
export function BreakerBadge({ breaker, agentId }: { breaker: AgentPatch['breaker']; agentId?: string }) {
  const now = useNow(breaker?.state === 'open');
  const state = breaker === null ? 'closed' : stateNow(breaker, now);
  if (state === 'closed') return null;
  const look = BREAKER_LOOKS[state];
  const badge = (
    <Badge tone={TONES[look.tone]} title={`Circuit breaker: ${look.meaning}`}>
      <StatusIcon look={look} className="size-3" />
      breaker {look.word.toLowerCase()}
    </Badge>
  );
  return agentId === undefined ? badge : <Link href={`/resilience?breaker=agent:${agentId}`}>{badge}</Link>;
}
