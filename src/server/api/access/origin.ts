import type { Env } from '../../env.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
export const isSafeMethod = (method: string): boolean => SAFE_METHODS.has(method);

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Where a request came from, as the browser tells it. "same": one of our pages. "foreign": another site, or an opaque origin.
 * "unknown": no header says; fine for reads (a typed URL, a link) and for programs, not for a browser's writes.
 *
 * The origin must be the host that was asked. While we listen on loopback only, that host must also be a loopback name: a foreign name
 * that resolves to 127.0.0.1 (DNS rebinding) is a foreign site.
 */
export function checkOrigin(env: Pick<Env, 'loopback' | 'HOST'>, headers: Headers): 'same' | 'foreign' | 'unknown' {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return 'foreign';
  const origin = headers.get('origin');
  if (origin === null) return site === 'same-origin' ? 'same' : 'unknown';
  if (!URL.canParse(origin)) return 'foreign';
  const { host, hostname, protocol } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:') return 'foreign';
  if (host !== headers.get('host')) return 'foreign';
  return !env.loopback || LOOPBACK_NAMES.has(hostname) || hostname === env.HOST ? 'same' : 'foreign';
}
