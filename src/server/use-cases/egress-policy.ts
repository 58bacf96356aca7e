import { parseIp } from '../core/egress/address.ts';
import { type EgressPolicy, type OwnEndpoint, parseEgressPolicy } from '../core/egress/policy.ts';
import type { Env } from '../env.ts';

const DEFAULT_PORTS: Record<string, number> = { 'postgres:': 5432, 'postgresql:': 5432, 'redis:': 6379, 'rediss:': 6379 };

/** Null when the host is a name: what it resolves to is refused for being private, not for being ours. */
function endpointOf(host: string, port: number): OwnEndpoint | null {
  const address = host === 'localhost' ? '127.0.0.1' : host.replace(/^\[|\]$/g, '');
  return parseIp(address) && port > 0 ? { address, port } : null;
}

function endpointOfUrl(url: string): OwnEndpoint | null {
  const { hostname, port, protocol } = new URL(url);
  return endpointOf(hostname, port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port));
}

/** Where agents may be called: what the operator allows, and never our own database, queue or web server. */
export function egressPolicyOf(env: Env): EgressPolicy {
  const own = [endpointOfUrl(env.DATABASE_URL), env.REDIS_URL ? endpointOfUrl(env.REDIS_URL) : null, endpointOf(env.HOST, env.PORT)];
  return parseEgressPolicy({ allow: env.egressAllow, own: own.filter((endpoint) => endpoint !== null) });
}
