import { InvalidError } from '../errors.ts';
import { formatIp, type IpBytes, type IpRange, parseIp, parseRange, rangeContains } from './address.ts';
import { type AddressScope, classifyAddress, embeddedIpv4 } from './classify-address.ts';
import type { EgressTarget } from './target.ts';

// Which places an outgoing call may reach. Public addresses are open; all others are closed unless an entry opens them:
//   host, *.domain [:port]   opens what that host resolves to, for URLs that name this host (never link-local, multicast, unspecified)
//   10.0.0.5 [:port]         opens that address, for URLs that name it as their host
//   10.0.0.0/8               opens the block, whatever name resolves into it
// A name that merely resolves to 127.0.0.1 is not opened by the entry 127.0.0.1: that is DNS rebinding.
// The installation's own endpoints (database, queue, web) stay closed whatever is opened.

type Rule =
  | { kind: 'name'; name: string; port: number | null }
  | { kind: 'suffix'; suffix: string; port: number | null }
  | { kind: 'literal'; host: string; port: number | null }
  | { kind: 'block'; range: IpRange };

/** A socket of this installation. One on a loopback or unspecified address closes its port on every such address. */
export interface OwnEndpoint {
  address: string;
  port: number;
}

export interface EgressPolicy {
  readonly rules: readonly Rule[];
  readonly own: readonly { address: IpBytes; port: number }[];
}

export type EgressRefusal = Exclude<AddressScope, 'public'> | 'own_endpoint' | 'not_an_address';
export type EgressDecision = { allowed: true } | { allowed: false; reason: EgressRefusal };

/** Scopes that no host name can open: cloud metadata lives there, or no single machine does. */
const ONLY_BY_ADDRESS: readonly AddressScope[] = ['link_local', 'multicast', 'unspecified', 'reserved', 'embedded_ipv4'];
const LOCAL: readonly AddressScope[] = ['loopback', 'unspecified'];

/**
 * Reads the entries of HIVE_EGRESS_ALLOW and the installation's own endpoints.
 * @throws InvalidError with one fault per entry that cannot be read
 */
export function parseEgressPolicy(source: { allow: readonly string[]; own?: readonly OwnEndpoint[] }): EgressPolicy {
  const rules = source.allow.map((entry) => parseRule(entry.trim().toLowerCase()));
  const own = (source.own ?? []).map(({ address, port }) => ({ address: parseIp(address), port }));
  const faults = [
    ...rules.flatMap((rule, index) => (rule ? [] : [{ path: `allow.${index}`, message: 'not a host, host:port, *.domain or CIDR block' }])),
    ...own.flatMap((end, index) => (end.address ? [] : [{ path: `own.${index}`, message: 'not an IP address' }])),
  ];
  if (faults.length > 0) throw new InvalidError('the egress policy cannot be read', faults);
  return {
    rules: rules.filter((rule) => rule !== null),
    own: own.flatMap(({ address, port }) => (address ? [{ address, port }] : [])),
  };
}

/** The entries of such a list that cannot be read. */
export function findUnreadableEntries(entries: readonly string[]): string[] {
  return entries.filter((entry) => parseRule(entry.trim().toLowerCase()) === null);
}

function parseRule(entry: string): Rule | null {
  if (entry.includes('/')) {
    const range = parseRange(entry);
    return range && { kind: 'block', range };
  }
  const bare = parseIp(entry);
  if (bare) return { kind: 'literal', host: formatIp(bare), port: null };
  const parts = /^(?:\[([^\]]+)\]|(\*\.)?([a-z0-9_.-]+))(?::([0-9]{1,5}))?$/.exec(entry);
  if (!parts) return null;
  const [, bracketed, star, plain = '', portText] = parts;
  const port = portText === undefined ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65_535)) return null;
  const address = parseIp(bracketed ?? plain);
  if (address) return star ? null : { kind: 'literal', host: formatIp(address), port };
  // Digits and dots alone are a misspelt address, not a name.
  if (bracketed !== undefined || /^[0-9.]*$/.test(plain)) return null;
  return star ? { kind: 'suffix', suffix: `.${plain}`, port } : { kind: 'name', name: plain, port };
}

/** May a call to `host` on `port` go to `address`, one of those it resolved to? */
export function decideEgress(call: { host: string; port: number; address: string }, policy: EgressPolicy): EgressDecision {
  const address = parseIp(call.address);
  if (address === null) return { allowed: false, reason: 'not_an_address' };
  const scope = classifyAddress(address);
  const embedded = embeddedIpv4(address);
  if (isOwn(address, call.port, policy) || (embedded && isOwn(embedded, call.port, policy))) {
    return { allowed: false, reason: 'own_endpoint' };
  }
  if (scope === 'public') return { allowed: true };
  if (!policy.rules.some((rule) => opens(rule, { ...call, bytes: address, scope }))) return { allowed: false, reason: scope };
  // An opened NAT64 or 6to4 block leads to the address inside, which has to stand on its own.
  if (embedded) return decideEgress({ ...call, host: formatIp(embedded), address: formatIp(embedded) }, policy);
  return { allowed: true };
}

function opens(rule: Rule, call: { host: string; port: number; bytes: IpBytes; scope: AddressScope }): boolean {
  if (rule.kind === 'block') return rangeContains(rule.range, call.bytes);
  if (rule.port !== null && rule.port !== call.port) return false;
  if (rule.kind === 'literal') return rule.host === call.host && formatIp(call.bytes) === rule.host;
  if (ONLY_BY_ADDRESS.includes(call.scope)) return false;
  return rule.kind === 'name' ? rule.name === call.host : call.host.endsWith(rule.suffix);
}

function isOwn(address: IpBytes, port: number, policy: EgressPolicy): boolean {
  const local = LOCAL.includes(classifyAddress(address));
  return policy.own.some((end) => {
    if (end.port !== port) return false;
    return (local && LOCAL.includes(classifyAddress(end.address))) || formatIp(end.address) === formatIp(address);
  });
}

/**
 * What can be said of a URL before its name is resolved: an address is decided; `localhost` and its like are taken for loopback, as
 * resolvers do; other names are decided when a call connects.
 */
export function decideTarget(target: EgressTarget, policy: EgressPolicy): EgressDecision {
  const { host, port } = target;
  if (target.address) return decideEgress({ host, port, address: formatIp(target.address) }, policy);
  if (host === 'localhost' || host.endsWith('.localhost')) return decideEgress({ host, port, address: '127.0.0.1' }, policy);
  return { allowed: true };
}
