import { ENVIRONMENT_KEY_NAME } from '../core/access/api-key.ts';
import type { Principal } from '../core/access/principal.ts';
import { ConflictError, NotFoundError } from '../core/errors.ts';
import { findApiKey, revokeApiKeyRow } from '../db/api-keys.ts';
import type { Deps } from '../deps.ts';
import { accessTopic } from '../events/topics.ts';
import { forgetKeys } from './authenticate-key.ts';
import { recordAudit } from './record-audit.ts';

/**
 * Ends a key and what is open with it, for good. Revoking twice is fine.
 * @throws NotFoundError; ConflictError for the key of HIVE_API_KEY, which would come back with the next start
 */
export async function revokeApiKey(deps: Deps, input: { id: string }, principal: Principal): Promise<void> {
  const key = await findApiKey(deps.db, input.id);
  if (!key) throw new NotFoundError('there is no such key');
  if (key.name === ENVIRONMENT_KEY_NAME)
    throw new ConflictError('this key comes from HIVE_API_KEY: change or unset the variable and restart');
  const revoked = await revokeApiKeyRow(deps.db, input.id);
  forgetKeys(deps);
  if (!revoked) return;
  deps.feed.publish([accessTopic(`key:${key.id}`)]);
  await recordAudit(deps, {
    actor: principal,
    action: 'api_key.revoke',
    subject: `key:${key.id}`,
    detail: { name: key.name },
  });
}
