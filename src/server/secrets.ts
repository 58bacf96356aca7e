import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { UnavailableError } from './core/errors.ts';

// Stored secrets: AES-256-GCM under a key derived from HIVE_SECRET. The row's id and name are bound in, so a ciphertext that was copied
// to another row does not open there. Layout: 12 bytes nonce, 16 bytes tag, then the text.

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SealedSecret {
  ciphertext: Buffer;
  /** Names the key, so that a changed HIVE_SECRET is told from a damaged row. */
  keyId: string;
}

/** The row that a secret lives in. */
export interface SecretOwner {
  id: string;
  name: string;
}

const bound = (owner: SecretOwner) => Buffer.from(JSON.stringify([owner.id, owner.name]));
const derive = (secret: string, purpose: string, length: number) =>
  Buffer.from(hkdfSync('sha256', secret, 'agent-hive', `secret/${purpose}`, length));

/** @throws UnavailableError when the installation has no HIVE_SECRET */
function keysOf(secret: string | undefined): { key: Buffer; keyId: string } {
  if (secret === undefined) throw new UnavailableError('HIVE_SECRET is not set: secrets can be neither stored nor read');
  return { key: derive(secret, 'key', 32), keyId: derive(secret, 'key-id', 8).toString('hex') };
}

export function sealSecret(secret: string | undefined, owner: SecretOwner, text: string): SealedSecret {
  const { key, keyId } = keysOf(secret);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound(owner));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { ciphertext: Buffer.concat([nonce, cipher.getAuthTag(), body]), keyId };
}

/** @throws UnavailableError when it was sealed under another key, is damaged, or belongs to another row */
export function openSecret(secret: string | undefined, owner: SecretOwner, sealed: SealedSecret): string {
  const { key, keyId } = keysOf(secret);
  if (sealed.keyId !== keyId) throw new UnavailableError(`secret "${owner.name}" was stored under another HIVE_SECRET; store it again`);
  const { ciphertext } = sealed;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(bound(owner)).setAuthTag(ciphertext.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(ciphertext.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    // The cipher's own words would tell an attacker what to change.
    throw new UnavailableError(`secret "${owner.name}" is damaged or was moved; store it again`);
  }
}
