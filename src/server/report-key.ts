import { createHash, createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './core/canonical-json.ts';
import { UnavailableError } from './core/errors.ts';
import type { JsonValue } from './core/json.ts';
import type { Report, SignedReport } from './core/validation/report.ts';

// Reports are signed with an Ed25519 key that is derived from HIVE_SECRET: the same installation always has the same key, and nothing has
// to be stored. Whoever has the public key checks a report without the product (`npm run validate -- --verify`).

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

const publicDer = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const fingerprintOf = (der: Buffer): string => createHash('sha256').update(der).digest('hex');
const bytesOf = (report: Report): Buffer => Buffer.from(canonicalJson(report as unknown as JsonValue));

/** @throws UnavailableError when the installation has no HIVE_SECRET */
function privateKeyOf(secret: string | undefined): KeyObject {
  if (secret === undefined) throw new UnavailableError('HIVE_SECRET is not set: reports cannot be signed');
  const seed = Buffer.from(hkdfSync('sha256', secret, 'agent-hive', 'validation-report', 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}

/** @throws UnavailableError when the installation has no HIVE_SECRET */
export function signReport(secret: string | undefined, report: Report): SignedReport {
  const key = privateKeyOf(secret);
  const der = publicDer(createPublicKey(key));
  const value = sign(null, bytesOf(report), key).toString('base64');
  return { report, signature: { algorithm: 'ed25519', public_key: der.toString('base64'), fingerprint: fingerprintOf(der), value } };
}

/** Whether a report is as it was when the owner of its key signed it. @returns the fingerprint of that key; null: it is not */
export function verifyReport({ report, signature }: SignedReport): string | null {
  const der = Buffer.from(signature.public_key, 'base64');
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    const genuine = key.asymmetricKeyType === 'ed25519' && verify(null, bytesOf(report), key, Buffer.from(signature.value, 'base64'));
    return genuine ? fingerprintOf(der) : null;
  } catch {
    // No key at all: somebody has written into it.
    return null;
  }
}
