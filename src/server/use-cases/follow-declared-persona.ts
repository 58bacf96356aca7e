import type { PersonaProfile } from '../core/agent/agent.ts';
import { endAssignment, takeOnPersona } from '../db/persona-assignments.ts';
import { allPersonas } from '../db/personas.ts';
import type { Deps } from '../deps.ts';

/** How sure a registration is that names a type. */
const DECLARED = 0.7;
const REASON = 'declared by the agent';

/**
 * Gives an agent the persona that its registration names by id or by type; of several of a type the first by id. A type that no persona
 * has stays a word in the profile. Null ends what it had.
 */
export async function followDeclaredPersona(deps: Deps, agentId: string, declared: PersonaProfile | null): Promise<void> {
  if (declared === null) {
    await endAssignment(deps.db, agentId, 'cleared in the profile');
    return;
  }
  const { type } = declared;
  if (type === undefined) return;
  const personas = await allPersonas(deps.db);
  const persona = personas.find(({ id }) => id === type) ?? personas.find(({ definition }) => definition.type === type);
  if (persona === undefined) return;
  const wanted = { id: deps.newId(), agentId, personaId: persona.id, reason: REASON, confidence: DECLARED, assignedBy: agentId };
  await takeOnPersona(deps.db, wanted);
}
