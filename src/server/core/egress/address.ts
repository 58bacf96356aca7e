// IP addresses as bytes. Only canonical spellings are read: every other spelling of an address (octal, hex, short, zone, fullwidth
// digits) is what attackers use to slip past a guard, and nobody needs one.

/** 4 bytes (IPv4) or 16 bytes (IPv6), network order. */
export type IpBytes = readonly number[];

const DECIMAL_BYTE = /^(?:0|[1-9][0-9]{0,2})$/;
const HEX_GROUP = /^[0-9a-f]{1,4}$/;

/** Reads a dotted quad; null for everything else, also for `127.1`, `0177.0.0.1` and `2130706433`. */
export function parseIpv4(text: string): IpBytes | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => DECIMAL_BYTE.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

/** Reads any RFC 4291 spelling in lower case, with an embedded dotted quad too; null for everything else, zone ids included. */
export function parseIpv6(text: string): IpBytes | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = readGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? readGroups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function readGroups(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (HEX_GROUP.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
      continue;
    }
    const quad = mayEndInIpv4 && index === groups.length - 1 ? parseIpv4(group) : null;
    if (quad === null) return null;
    bytes.push(...quad);
  }
  return bytes;
}

/** Reads an address as resolvers and sockets report it. */
export function parseIp(text: string): IpBytes | null {
  return text.includes(':') ? parseIpv6(text.toLowerCase()) : parseIpv4(text);
}

/** The canonical spelling: a dotted quad, or IPv6 as the URL standard serialises it (hex groups, the first longest run of zeros cut). */
export function formatIp(bytes: IpBytes): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  const zeros = longestZeroRun(groups);
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  if (zeros.length < 2) return text(groups);
  return `${text(groups.slice(0, zeros.start))}::${text(groups.slice(zeros.start + zeros.length))}`;
}

function longestZeroRun(groups: number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1;
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start };
  }
  return best;
}

/** A block of addresses: those whose first `bits` bits equal the base's. */
export interface IpRange {
  base: IpBytes;
  bits: number;
}

/** Reads `10.0.0.0/8`, `fd00::/8`, or a bare address as a block of one; null when it is neither. */
export function parseRange(text: string): IpRange | null {
  const slash = text.indexOf('/');
  const base = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (base === null) return null;
  const width = base.length * 8;
  if (slash < 0) return { base, bits: width };
  const suffix = text.slice(slash + 1);
  if (!DECIMAL_BYTE.test(suffix) || Number(suffix) > width) return null;
  return { base, bits: Number(suffix) };
}

export function rangeContains(range: IpRange, address: IpBytes): boolean {
  if (range.base.length !== address.length) return false;
  for (let index = 0, left = range.bits; left > 0; index++, left -= 8) {
    const mask = left >= 8 ? 0xff : (0xff00 >> left) & 0xff;
    if (((range.base[index] ?? 0) & mask) !== ((address[index] ?? 0) & mask)) return false;
  }
  return true;
}
