import type { Principal } from '../core/access/principal.ts';
import { NotFoundError } from '../core/errors.ts';
import { deleteSecret } from '../db/secrets.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

/** Removes a secret. Agents that name it fail from their next call on. @throws NotFoundError */
export async function removeSecret(deps: Deps, name: string, principal: Principal): Promise<void> {
  if (!(await deleteSecret(deps.db, name))) throw new NotFoundError(`no secret "${name}"`);
  await recordAudit(deps, { actor: principal, action: 'secret.remove', subject: `secret:${name}` });
}
