import { type CoverageReport, coverDemands } from '../core/persona/cover-demands.ts';
import { fold } from '../core/routing/capability-relation.ts';
import { readAgents } from '../db/fleet.ts';
import { listAssignments } from '../db/persona-assignments.ts';
import { listRecentDemands } from '../db/persona-performance.ts';
import { allPersonas } from '../db/personas.ts';
import type { Deps } from '../deps.ts';

/** Which demands of recent tasks the personas cover, and where the gaps are. */
export async function readPersonaCoverage(deps: Pick<Deps, 'db'>): Promise<CoverageReport> {
  const [personas, assignments, agents, demands] = await Promise.all([
    allPersonas(deps.db),
    listAssignments(deps.db),
    readAgents(deps.db.pool),
    listRecentDemands(deps.db),
  ]);
  const agentsOf = new Map<string, string[]>();
  for (const { personaId, agentName } of assignments) agentsOf.set(personaId, [...(agentsOf.get(personaId) ?? []), agentName]);
  const agentCapabilities = agents.map(({ capabilities }) => new Set(capabilities.map(({ name }) => fold(name))));
  return coverDemands({ personas, agentsOf, agentCapabilities, demands });
}
