import { hasRole, type Principal } from '../core/access/principal.ts';
import { findMovedSecrets, placeOf } from '../core/agent/hidden-config.ts';
import { ForbiddenError, InvalidError } from '../core/errors.ts';
import { findSecretUrls } from '../db/secrets.ts';
import type { Deps } from '../deps.ts';
import { recordAudit } from './record-audit.ts';

// Whoever may say where a secret is sent can have it shown to them. So that is for admins: a stored secret, and what a configuration hides,
// go nowhere for others but where they go already.

/**
 * Whether somebody may have a stored secret sent to where a configuration says. A refusal is written to the audit.
 * @param act.path of the configuration in what was sent
 * @throws ForbiddenError
 */
export async function permitSecret(deps: Deps, config: object, act: { name: string; path: string; principal: Principal }): Promise<void> {
  const { api_key_secret: secret } = config as { api_key_secret?: string };
  if (secret === undefined || hasRole(act.principal, 'admin')) return;
  const place = placeOf(config);
  const known = (await findSecretUrls(deps.db, secret)).some((base_url) => placeOf({ base_url }) === place);
  if (known && place !== null) return;
  const detail = { named: secret, place };
  await recordAudit(deps, { actor: act.principal, action: 'agent.secret_refused', subject: `agent:${act.name}`, detail });
  const message = `no agent sends it to ${place ?? 'this address'} yet: an admin has to make the first`;
  throw new ForbiddenError('only an admin may say where a stored secret is sent', [{ path: `${act.path}.api_key_secret`, message }]);
}

/**
 * Whether somebody may move what a configuration hides to another address.
 * @throws InvalidError at every value that they have to say anew
 */
export function permitMove(change: { sent: object; stored: object }, principal: Principal): void {
  if (hasRole(principal, 'admin')) return;
  const faults = findMovedSecrets(change.sent, change.stored).map((path) => ({
    path: `config.${path}`,
    message: 'is hidden, and was for the address before: say it anew',
  }));
  if (faults.length > 0) throw new InvalidError('what is hidden is not sent to another address', faults);
}
