import { hkdfSync, randomBytes } from 'node:crypto';
import type { Deps } from '../../deps.ts';

const KEY_BYTES = 32;
let passing: Buffer | null = null;

/**
 * 32 bytes for one purpose, derived from HIVE_SECRET, so that no two uses share a key. Without HIVE_SECRET (the supervisor always sets it)
 * the key lives as long as this process, and so does everything signed with it.
 */
export function deriveKey(deps: Pick<Deps, 'env' | 'log'>, purpose: string): Buffer {
  let secret: string | Buffer | undefined = deps.env.HIVE_SECRET;
  if (secret === undefined) {
    if (passing === null) deps.log.warn('HIVE_SECRET is not set: sessions end with this process');
    passing ??= randomBytes(KEY_BYTES);
    secret = passing;
  }
  return Buffer.from(hkdfSync('sha256', secret, 'agent-hive', purpose, KEY_BYTES));
}
