import type { Principal } from '../core/access/principal.ts';
import type { CreatePersona } from '../core/persona/persona.ts';
import { insertPersona, type StoredPersona } from '../db/personas.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** @throws ConflictError when the id is taken */
export async function createPersona(deps: Deps, input: CreatePersona, principal: Principal): Promise<StoredPersona> {
  const persona = await insertPersona(deps.db, input);
  await recordAudit(deps, {
    actor: principal.id,
    action: 'persona.create',
    subject: `persona:${persona.id}`,
    detail: { type: input.type },
  });
  return persona;
}
