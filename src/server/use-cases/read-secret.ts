import { isHiveError } from '../core/errors.ts';
import { findSecret } from '../db/secrets.ts';
import type { Deps } from '../deps.ts';
import { openSecret } from '../secrets.ts';
import { recordAudit } from './record-audit.ts';
import { untilAnswered } from './until-answered.ts';

/** A call that needs it waits so long for a database that is away, milliseconds. */
const PATIENCE_MS = 30_000;

/**
 * The value of a stored secret, for a call that needs it; null when there is none of this name.
 * @throws UnavailableError when it cannot be opened; that is written to the audit
 */
export async function readSecret(deps: Deps, name: string): Promise<string | null> {
  const until = performance.now() + PATIENCE_MS;
  const ask = () => findSecret(deps.db, name);
  const row = await untilAnswered(deps, { what: 'a secret', ask, isOver: () => performance.now() >= until });
  if (row === null || row.keyId === '') return null;
  try {
    return openSecret(deps.env.HIVE_SECRET, { id: row.id, name }, row);
  } catch (error) {
    const reason = isHiveError(error) ? error.code : 'internal';
    await recordAudit(deps, { actor: 'system:secrets', action: 'secret.unreadable', subject: `secret:${name}`, detail: { reason } });
    throw error;
  }
}
