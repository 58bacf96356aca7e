import { apiKeyPrefix } from '../core/access/api-key.ts';
import { replaceEnvironmentKey } from '../db/api-keys.ts';
import type { Deps } from '../deps.ts';
import { forgetKeys, hashApiKey } from './authenticate-key.ts';
import { recordAudit } from './record-audit.ts';

/** Makes HIVE_API_KEY the one admin key named "environment": a changed variable ends the key before, an unset one ends it as well. */
export async function acceptEnvironmentKey(deps: Deps): Promise<void> {
  const key = deps.env.HIVE_API_KEY;
  const wanted = key === undefined ? null : { id: deps.newId(), prefix: apiKeyPrefix(key), hash: hashApiKey(key) };
  const change = await replaceEnvironmentKey(deps.db, wanted);
  forgetKeys(deps);
  for (const id of change.revoked) await recordAudit(deps, { actor: 'system:start', action: 'api_key.revoke', subject: `key:${id}` });
  for (const id of change.accepted) await recordAudit(deps, { actor: 'system:start', action: 'api_key.create', subject: `key:${id}` });
}
