import { isIP } from 'node:net';
import { type EgressPolicy, type OwnEndpoint, parseEgressPolicy } from './core/egress/policy.ts';
import type { Env } from './env.ts';

const DEFAULT_PORTS: Record<string, number> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379 };

/** The socket behind a URL; null when its host is a name other than localhost: what that resolves to is judged at the call. */
function endpointOf(url: string): OwnEndpoint | null {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? null : { address: host, port: Number(port) || (DEFAULT_PORTS[protocol] ?? 0) };
}

/**
 * Which places agents of this installation may reach. Its own database, queue and web server stay closed whatever is allowed.
 * @throws InvalidError when HIVE_EGRESS_ALLOW cannot be read
 */
export function egressPolicyOf(env: Pick<Env, 'egressAllow' | 'DATABASE_URL' | 'REDIS_URL' | 'HOST' | 'PORT'>): EgressPolicy {
  const urls = [env.DATABASE_URL, env.REDIS_URL ?? null, `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`];
  const own = urls.flatMap((url) => (url === null ? [] : [endpointOf(url)])).filter((end) => end !== null);
  return parseEgressPolicy({ allow: env.egressAllow, own });
}
