import { z } from 'zod';
import type { Principal } from '../core/access/principal.ts';
import { reserveSecret, type SecretInfo, writeSecret } from '../db/secrets.ts';
import type { Deps } from '../deps.ts';
import { sealSecret } from '../secrets.ts';
import { recordAudit } from './record-audit.ts';

export const secretName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'letters, digits, "_", "." and "-", at most 100');
/** It is sent in a header: what cannot stand there would fail every call, and an error may quote it. */
const secretValue = z
  .string()
  .min(1)
  .max(10_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'one line, of characters that a header can hold');
export const storeSecretSchema = z.strictObject({ name: secretName, value: secretValue });
export type StoreSecret = z.output<typeof storeSecretSchema>;

/** Stores a secret under a name, or replaces its value. The value is never shown again. @throws UnavailableError without HIVE_SECRET */
export async function storeSecret(deps: Deps, input: StoreSecret, principal: Principal): Promise<SecretInfo> {
  const id = await reserveSecret(deps.db, { id: deps.newId(), name: input.name, createdBy: principal.id });
  const stored = await writeSecret(deps.db, id, sealSecret(deps.env.HIVE_SECRET, { id, name: input.name }, input.value));
  await recordAudit(deps, { actor: principal, action: 'secret.store', subject: `secret:${input.name}` });
  return stored;
}
