import { type IpBytes, type IpRange, parseRange, rangeContains } from './address.ts';

/** What an address is for, as far as the egress guard cares. Everything but `public` is refused unless it is allowed by name. */
export const ADDRESS_SCOPES = [
  'public',
  'unspecified',
  'loopback',
  'private',
  'shared',
  'link_local',
  'multicast',
  'reserved',
  'embedded_ipv4',
] as const;
export type AddressScope = (typeof ADDRESS_SCOPES)[number];

/** First match wins. IPv4: the IANA special-purpose registry. IPv6: only 2000::/3 is handed out, the rest is refused as a whole. */
const SCOPES: readonly [block: string, scope: AddressScope][] = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link_local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'],
  ['198.51.100.0/24', 'reserved'],
  ['203.0.113.0/24', 'reserved'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['0.0.0.0/0', 'public'],
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'embedded_ipv4'], // IPv4-compatible, deprecated
  ['::ffff:0:0/96', 'embedded_ipv4'], // IPv4-mapped
  ['::ffff:0:0:0/96', 'embedded_ipv4'], // IPv4-translated
  ['64:ff9b::/96', 'embedded_ipv4'], // NAT64
  ['64:ff9b:1::/48', 'embedded_ipv4'], // NAT64 of a local network
  ['2001::/32', 'embedded_ipv4'], // Teredo
  ['2002::/16', 'embedded_ipv4'], // 6to4
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'reserved'],
  ['3fff::/20', 'reserved'],
  ['2000::/3', 'public'],
  ['fc00::/7', 'private'],
  ['fec0::/10', 'private'],
  ['fe80::/10', 'link_local'],
  ['ff00::/8', 'multicast'],
  ['::/0', 'reserved'],
];

const TABLE: readonly { range: IpRange; scope: AddressScope }[] = SCOPES.map(([block, scope]) => {
  const range = parseRange(block);
  if (range === null) throw new RangeError(`not an address block: ${block}`);
  return { range, scope };
});

export function classifyAddress(address: IpBytes): AddressScope {
  return TABLE.find((row) => rangeContains(row.range, address))?.scope ?? 'reserved';
}

/** Where each carrier of an IPv4 address keeps it, by the first byte of the four. Teredo hides it, so it has none here. */
const CARRIERS: readonly { range: IpRange; at: number }[] = (
  [
    ['::/96', 12],
    ['::ffff:0:0/96', 12],
    ['::ffff:0:0:0/96', 12],
    ['64:ff9b::/96', 12],
    ['2002::/16', 2],
  ] as const
).map(([block, at]) => ({ range: parseRange(block) ?? { base: [], bits: 0 }, at }));

/** The IPv4 address that traffic to this IPv6 address ends up at, where the block says so. */
export function embeddedIpv4(address: IpBytes): IpBytes | null {
  // ::1 and :: lie in the IPv4-compatible block without being part of it.
  if (classifyAddress(address) !== 'embedded_ipv4') return null;
  const carrier = CARRIERS.find((row) => rangeContains(row.range, address));
  return carrier ? address.slice(carrier.at, carrier.at + 4) : null;
}
