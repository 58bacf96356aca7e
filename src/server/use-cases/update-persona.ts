import type { Principal } from '../core/access/principal.ts';
import { PreconditionFailedError } from '../core/errors.ts';
import type { PersonaDefinition } from '../core/persona/persona.ts';
import { replacePersona } from '../db/personas.ts';
import type { Deps } from '../deps.ts';
import { loadPersona, type PersonaView, readPersona } from './read-persona.ts';
import { recordAudit } from './record-audit.ts';

export interface UpdatePersona {
  id: string;
  definition: PersonaDefinition;
  /** The version that was read; null replaces whatever is there. */
  version: number | null;
}

/**
 * Replaces a persona's definition. Agents that have it keep what they learned; the router knows within two seconds.
 * @throws NotFoundError, PreconditionFailedError when somebody saved in between
 */
export async function updatePersona(deps: Deps, input: UpdatePersona, principal: Principal): Promise<PersonaView> {
  const { version } = await loadPersona(deps, input.id);
  const expected = input.version ?? version;
  if (!(await replacePersona(deps.db, input.id, { definition: input.definition, version: expected })))
    throw new PreconditionFailedError(`persona "${input.id}" was changed by somebody else`);
  await recordAudit(deps, {
    actor: principal.id,
    action: 'persona.update',
    subject: `persona:${input.id}`,
    detail: { version: expected + 1 },
  });
  deps.feed.publish(['agents', 'ready']);
  return readPersona(deps, input.id);
}
