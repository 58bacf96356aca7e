import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { deletePersona as remove } from '../db/personas.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** Agents named in a refusal. */
const NAMED = 5;

/** Removes a persona and what was learned of it. @throws NotFoundError, ConflictError while agents have it */
export async function deletePersona(deps: Deps, id: string, principal: Principal): Promise<void> {
  const agents = await remove(deps.db, id);
  if (agents === null) throw new NotFoundError(`no persona "${id}"`);
  if (agents.length > 0) {
    const more = agents.length > NAMED ? ` and ${agents.length - NAMED} more` : '';
    throw new ConflictError(`persona "${id}" is in use by ${agents.slice(0, NAMED).join(', ')}${more}`);
  }
  await recordAudit(deps, { actor: principal.id, action: 'persona.delete', subject: `persona:${id}` });
}
