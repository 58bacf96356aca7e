import type { AgentView } from '@/server/core/agent/agent-view.ts';

interface FleetSummaryProps {
  agents: AgentView[];
  /** False while there are pages that were not read: then the numbers are a lower bound and say so. */
  complete: boolean;
}

/** The fleet in one line. */
export function FleetSummary({ agents, complete }: FleetSummaryProps) {
  if (agents.length === 0) return null;
  const working = agents.filter(({ status }) => status === 'active' || status === 'busy');
  const slots = working.reduce((sum, { maxConcurrentTasks }) => sum + maxConcurrentTasks, 0);
  const taken = agents.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const broken = agents.filter(({ status }) => status === 'error').length;
  return (
    <p>
      {complete ? '' : 'at least '}
      {working.length} of {agents.length} take tasks · {taken} of {slots} slots in use
      {broken > 0 && <span className="font-medium text-fail"> · {broken} with errors</span>}
    </p>
  );
}
