import { principalName } from '../core/access/actor-name.ts';
import type { Principal } from '../core/access/principal.ts';
import { NotFoundError } from '../core/errors.ts';
import { endAssignment } from '../db/persona-assignments.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** Takes the persona from an agent. @throws NotFoundError when it has none */
export async function unassignPersona(deps: Deps, agentId: string, principal: Principal): Promise<void> {
  if (!(await endAssignment(deps.db, agentId, `ended by ${principalName(principal)}`)))
    throw new NotFoundError(`agent ${agentId} has no persona`);
  await recordAudit(deps, { actor: principal.id, action: 'persona.unassign', subject: `agent:${agentId}` });
  deps.feed.publish(['agents', 'ready']);
}
