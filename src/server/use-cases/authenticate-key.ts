import { createHash, timingSafeEqual } from 'node:crypto';
import { API_KEY_PATTERN } from '../core/access/api-key.ts';
import type { Principal } from '../core/access/principal.ts';
import { findApiKeyByHash, touchApiKey } from '../db/api-keys.ts';
import type { Deps } from '../deps.ts';
import { accessTopic } from '../events/topics.ts';

/** A revoked key works for at most this long in a process that is not told of it; in the others it ends at once. */
const CACHE_MS = 4_000;
/** Keys remembered; beyond it the cache starts anew. */
const CACHE_SIZE = 10_000;
const TOUCH_MS = 60_000;
/** What the topics of revoked keys begin with. */
const REVOKED = accessTopic('key:');

interface Remembered {
  principal: Principal;
  until: number;
  touchedAt: number;
}

const caches = new WeakMap<Deps, Map<string, Remembered>>();

function cacheOf(deps: Deps): Map<string, Remembered> {
  const known = caches.get(deps);
  if (known) return known;
  const cache = new Map<string, Remembered>();
  caches.set(deps, cache);
  deps.feed.subscribe((topic) => {
    if (topic.startsWith(REVOKED)) cache.clear();
  });
  return cache;
}

export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Forgets everything remembered about keys, so that a revocation counts at once in this process. */
export function forgetKeys(deps: Deps): void {
  caches.get(deps)?.clear();
}

function noteUse(deps: Deps, principal: Principal, entry: Remembered): void {
  if (Date.now() - entry.touchedAt < TOUCH_MS) return;
  entry.touchedAt = Date.now();
  // "Last used" is a courtesy: no request waits for it or fails with it.
  touchApiKey(deps.db, principal.id.slice('key:'.length)).catch((error: unknown) =>
    deps.log.warn({ err: error }, 'last use of a key not noted'),
  );
}

/** Who holds this key; null when it is unknown, revoked or expired. */
export async function authenticateKey(deps: Deps, key: string): Promise<Principal | null> {
  if (!API_KEY_PATTERN.test(key)) return null;
  const hash = hashApiKey(key);
  const cache = cacheOf(deps);
  const known = cache.get(hash);
  if (known && known.until > Date.now()) {
    noteUse(deps, known.principal, known);
    return known.principal;
  }
  const row = await findApiKeyByHash(deps.db, hash);
  if (!row?.usable || !timingSafeEqual(Buffer.from(row.hash), Buffer.from(hash))) {
    cache.delete(hash);
    return null;
  }
  const principal: Principal = { id: `key:${row.id}`, kind: 'key', name: row.name, role: row.role };
  const entry: Remembered = { principal, until: Date.now() + CACHE_MS, touchedAt: known?.touchedAt ?? 0 };
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(hash, entry);
  noteUse(deps, principal, entry);
  return principal;
}
