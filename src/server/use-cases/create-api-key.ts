import { randomBytes } from 'node:crypto';
import { apiKeyPrefix, ENVIRONMENT_KEY_NAME } from '../core/access/api-key.ts';
import type { Principal, Role } from '../core/access/principal.ts';
import { InvalidError } from '../core/errors.ts';
import { type ApiKeyRow, insertApiKey } from '../db/api-keys.ts';
import type { Deps } from '../deps.ts';
import { hashApiKey } from './authenticate-key.ts';
import { recordAudit } from './record-audit.ts';

const KEY_BYTES = 32;

export interface CreateApiKey {
  name: string;
  role: Role;
  /** Null: never expires. */
  expiresAt: Date | null;
}

/**
 * Makes a key. Its text is in the answer and nowhere else: only its hash is stored.
 * @throws InvalidError for the name that belongs to HIVE_API_KEY, or an end in the past
 */
export async function createApiKey(deps: Deps, input: CreateApiKey, principal: Principal): Promise<ApiKeyRow & { key: string }> {
  if (input.name === ENVIRONMENT_KEY_NAME)
    throw new InvalidError('this name belongs to HIVE_API_KEY', [{ path: 'name', message: 'is reserved' }]);
  if (input.expiresAt && input.expiresAt.getTime() <= Date.now()) {
    throw new InvalidError('the key would be expired already', [{ path: 'expires_at', message: 'must be in the future' }]);
  }
  const key = `hive_${randomBytes(KEY_BYTES).toString('base64url')}`;
  const { name, role, expiresAt } = input;
  const row = await insertApiKey(deps.db, {
    id: deps.newId(),
    name,
    prefix: apiKeyPrefix(key),
    hash: hashApiKey(key),
    role,
    createdBy: principal.id,
    expiresAt,
  });
  await recordAudit(deps, {
    actor: principal,
    action: 'api_key.create',
    subject: `key:${row.id}`,
    detail: { name, role },
  });
  return { ...row, key };
}
