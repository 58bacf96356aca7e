/**
 * A 64-bit hash of a text as 16 hex digits, the same in every process and version. Two FNV-1a lanes with different offsets, mixed at the
 * end so that they do not stay alike. For keys and buckets; not for secrets.
 */
export function stableHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + i), 0x5bd1e995);
  }
  return hex(mix(low ^ (high >>> 13))) + hex(mix(high ^ (low >>> 7)));
}

/** The final mixer of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
