import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { InvalidError, NotFoundError } from '../core/errors.ts';
import { personaId } from '../core/persona/persona.ts';
import { plainName } from '../core/workflow/definition.ts';
import { takeOnPersona } from '../db/persona-assignments.ts';
import type { Deps } from '../deps.ts';
import { type AgentPersona, readAgentPersona } from './read-agent-persona.ts';
import { recordAudit } from './record-audit.ts';

/** How sure a person is taken to be who names a persona without saying so. */
const EXPLICIT = 0.9;

export const assignPersonaSchema = z.strictObject({
  persona_id: personaId,
  reason: plainName.default('chosen by a person'),
  confidence: z.number().min(0).max(1).default(EXPLICIT),
});
export type AssignPersona = z.output<typeof assignPersonaSchema>;

/**
 * Gives an agent a persona in place of the one it has. What it learned in another persona stays with that one.
 * @throws NotFoundError for an agent that is not in the fleet, InvalidError for an unknown persona
 */
export async function assignPersona(deps: Deps, input: { agentId: string } & AssignPersona, principal: Principal): Promise<AgentPersona> {
  const { agentId, persona_id: wanted, reason, confidence } = input;
  const took = await takeOnPersona(deps.db, { id: deps.newId(), agentId, personaId: wanted, reason, confidence, assignedBy: principal.id });
  if (took === 'no agent') throw new NotFoundError(`no agent ${agentId} in the fleet`);
  if (took === 'no persona') throw new InvalidError(`no persona "${wanted}"`, [{ path: 'persona_id', message: 'is unknown' }]);
  await recordAudit(deps, {
    actor: principal.id,
    action: 'persona.assign',
    subject: `agent:${agentId}`,
    detail: { persona: wanted, reason },
  });
  deps.feed.publish(['agents', 'ready']);
  return readAgentPersona(deps, agentId);
}
