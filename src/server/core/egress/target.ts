import { formatIp, type IpBytes, parseIpv4, parseIpv6 } from './address.ts';

// The URL of an outgoing call, read by a strict grammar. The URL standard forgives: it turns `127.1`, `0x7f000001`, fullwidth digits and
// escapes into 127.0.0.1. Here a host has exactly one spelling, so that what is checked is what is called and what people see.

export interface EgressTarget {
  scheme: 'http' | 'https';
  /** Lower-case name, dotted quad, or IPv6 without brackets. */
  host: string;
  /** Set when the host is an address. */
  address: IpBytes | null;
  port: number;
}

export type TargetFault = 'scheme' | 'credentials' | 'character' | 'host' | 'spelling' | 'port';
export type ParsedTarget = { ok: true; target: EgressTarget } | { ok: false; fault: TargetFault; message: string };

const MAX_URL = 2_000;
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]*)(?::([0-9]{1,5}))?$/;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** The URL standard reads a host as an IPv4 address when its last label looks like a number. */
const NUMERIC_LABEL = /^(?:[0-9]+|0x[0-9a-f]*)$/;

const fault = (kind: TargetFault, message: string): ParsedTarget => ({ ok: false, fault: kind, message });

/** Reads the URL of an outgoing call. Never throws. */
export function parseTarget(url: string): ParsedTarget {
  // Space, control, backslash: the URL standard drops or rewrites them. Beyond ASCII: it maps them to something else.
  if (url.length > MAX_URL || !/^[\x21-\x5b\x5d-\x7e]*$/.test(url)) {
    return fault('character', 'a URL has printable ASCII characters only, no spaces, no backslash; write the host in its xn-- form');
  }
  const parts = /^([a-z][a-z0-9+.-]*):(\/\/)?([^/?#]*)/i.exec(url);
  const scheme = parts?.[1]?.toLowerCase();
  if ((scheme !== 'http' && scheme !== 'https') || !parts?.[2]) return fault('scheme', 'only http:// and https:// can be called');
  const authority = (parts[3] ?? '').toLowerCase();
  if (authority.includes('@')) return fault('credentials', 'a URL must not carry a user name or password');
  const split = AUTHORITY.exec(authority);
  if (!split?.[1]) return fault('host', 'the URL has no valid host');
  const port = split[2] === undefined ? (scheme === 'https' ? 443 : 80) : Number(split[2]);
  if (port < 1 || port > 65_535) return fault('port', 'a port lies between 1 and 65535');
  return readHost(scheme, split[1], port);
}

function readHost(scheme: 'http' | 'https', text: string, port: number): ParsedTarget {
  if (text.startsWith('[')) {
    const inner = text.slice(1, -1);
    const address = parseIpv6(inner);
    if (address === null) return fault('host', 'the URL has no valid IPv6 address');
    if (formatIp(address) !== inner) return fault('spelling', `write the address as [${formatIp(address)}]`);
    return { ok: true, target: { scheme, host: inner, address, port } };
  }
  const address = parseIpv4(text);
  if (address !== null) return { ok: true, target: { scheme, host: text, address, port } };
  const labels = text.split('.');
  if (NUMERIC_LABEL.test(labels.at(-1) ?? '')) return fault('spelling', 'write an IPv4 address as four decimal numbers');
  if (text.endsWith('.')) return fault('spelling', 'write the host without the dot at its end');
  if (text.length > 253 || !labels.every((label) => LABEL.test(label))) return fault('host', 'the URL has no valid host name');
  return { ok: true, target: { scheme, host: text, address: null, port } };
}
