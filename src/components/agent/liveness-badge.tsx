'use client';
import { HeartCrack, Hourglass } from 'lucide-react';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import type { Liveness } from '@/server/core/heartbeat/judge-progress.ts';
import { useNow } from '../time/use-now.ts';
import { Badge } from '../ui/badge.tsx';

type Shown = Pick<AgentView, 'liveness' | 'status'>;

/** What is to be thought of a pull agent now: silence begins at a known moment, without anybody telling. Null where nobody owes a sign. */
export function useLiveness({ liveness, status }: Shown): Liveness | null {
  const watched = liveness !== null && (status === 'active' || status === 'busy');
  const now = useNow(watched);
  if (!watched) return null;
  return now > liveness.silentAt.getTime() ? 'silent' : liveness.state;
}

const WORDS: Record<Liveness, string> = {
  working: 'working: it shows itself as often as it used to',
  stalled: 'stalled: it says that it lives, and what it holds gets no further',
  silent: 'silent: it should have been heard of by now, and gets nothing new until it is',
};

/** Says that a pull agent is silent or stalled; nothing while it works. */
export function LivenessBadge({ agent }: { agent: Shown }) {
  const state = useLiveness(agent);
  if (state === null || state === 'working') return null;
  const Icon = state === 'silent' ? HeartCrack : Hourglass;
  return (
    <Badge tone="wait" title={WORDS[state]}>
      <Icon className="size-3" aria-hidden />
      {state}
    </Badge>
  );
}

/** The same in a line, with how sure that is. */
export function LivenessLine({ agent }: { agent: Shown }) {
  const state = useLiveness(agent);
  if (state === null || agent.liveness === null) return null;
  const { suspicion } = agent.liveness;
  return (
    <span>
      {WORDS[state]}
      {state !== 'silent' && suspicion >= 1 && <span className="text-ink-3"> · suspicion {suspicion.toFixed(1)} of 8</span>}
    </span>
  );
}
