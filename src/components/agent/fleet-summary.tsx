import Link from 'next/link';
import type { AgentView } from '@/server/core/agent/agent-view.ts';
import { holdsBack } from '../breaker/breaker-looks.ts';

interface FleetSummaryProps {
  agents: AgentView[];
  /** False while there are pages that were not read: then the numbers are a lower bound and say so. */
  complete: boolean;
}

/** The fleet in one line. */
export function FleetSummary({ agents, complete }: FleetSummaryProps) {
  if (agents.length === 0) return null;
  const present = agents.filter(({ status }) => status === 'active' || status === 'busy');
  const working = present.filter(({ breaker }) => !holdsBack(breaker));
  const held = present.length - working.length;
  const slots = working.reduce((sum, { maxConcurrentTasks }) => sum + maxConcurrentTasks, 0);
  const taken = agents.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const broken = agents.filter(({ status }) => status === 'error').length;
  return (
    <p>
      {complete ? '' : 'at least '}
      {working.length} of {agents.length} take tasks · {taken} of {slots} slots in use
      {held > 0 && (
        <>
          {' · '}
          <Link href="/resilience" className="font-medium text-fail underline underline-offset-2">
            {held} held back by {held === 1 ? 'its breaker' : 'their breakers'}
          </Link>
        </>
      )}
      {broken > 0 && <span className="font-medium text-fail"> · {broken} with errors</span>}
    </p>
  );
}
