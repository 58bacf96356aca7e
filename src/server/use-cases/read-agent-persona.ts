import { NotFoundError } from '../core/errors.ts';
import { LEARNING } from '../core/persona/evidence.ts';
import { type CapabilityLevel, levelOf } from '../core/persona/persona.ts';
import { type OutcomeSummary, reportStyle, type StyleReport, summariseOutcomes } from '../core/persona/summarise-performance.ts';
import { fold } from '../core/routing/capability-relation.ts';
import { type Assignment, findAssignment } from '../db/persona-assignments.ts';
import { listPerformance } from '../db/persona-performance.ts';
import type { Deps } from '../deps.ts';
import { loadPersona } from './read-persona.ts';

export interface PersonaCapabilityView {
  name: string;
  /** As the persona declares it, and as outcomes moved it. */
  declared: number;
  proficiency: number;
  level: CapabilityLevel;
  confidence: number;
  successRate: number | null;
  uses: number;
}

export interface AgentPersona extends Omit<Assignment, 'learned'> {
  personaName: string;
  capabilities: PersonaCapabilityView[];
  /** Verified outcomes of this agent in this persona. */
  outcomes: OutcomeSummary;
  /** A collaborative persona learns from everybody who has it, the others from this agent. */
  style: StyleReport;
}

/** The persona that an agent has now, and what outcomes made of it. @throws NotFoundError when it has none */
export async function readAgentPersona(deps: Pick<Deps, 'db'>, agentId: string): Promise<AgentPersona> {
  const persona = await findAgentPersona(deps, agentId);
  if (persona === null) throw new NotFoundError(`agent ${agentId} has no persona`);
  return persona;
}

/** The same; null when it has none. */
export async function findAgentPersona(deps: Pick<Deps, 'db'>, agentId: string): Promise<AgentPersona | null> {
  const found = await findAssignment(deps.db, agentId);
  if (found === null) return null;
  const { learned, ...assignment } = found;
  const [{ definition }, performance] = await Promise.all([
    loadPersona(deps, assignment.personaId),
    listPerformance(deps.db, assignment.personaId),
  ]);
  const own = performance.filter((row) => row.agentId === agentId);
  const capabilities = definition.capabilities.map(({ name, proficiency, confidence }) => {
    const now = learned[fold(name)];
    const value = now?.proficiency ?? proficiency;
    return {
      ...{ name, declared: proficiency, proficiency: value, level: levelOf(value), confidence: now?.confidence ?? confidence },
      ...{ successRate: now?.successRate ?? null, uses: now?.uses ?? 0 },
    };
  });
  const teachers = LEARNING[definition.adaptation_mode].from === 'all' ? performance : own;
  return {
    ...assignment,
    personaName: definition.name,
    capabilities,
    outcomes: summariseOutcomes(own),
    style: reportStyle(definition, teachers),
  };
}
