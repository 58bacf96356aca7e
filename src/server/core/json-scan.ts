/** What one pass over a JSON text tells before anything parses it. */
export interface JsonScan {
  /** Size in UTF-8. */
  bytes: number;
  /** Deepest nesting of lists and objects; 0 for a scalar. */
  depth: number;
  /** The text holds, or escapes, a NUL or one half of a surrogate pair. Escaped whole pairs count too: the caller looks closer. */
  hasDirt: boolean;
  /** The text holds a number with an exponent or of 300 digits and more, which may be beyond a double. */
  hasHugeNumber: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
/** 1.8e308 is the largest double: shorter plain numbers always fit. */
const LONG_NUMBER_DIGITS = 300;

/**
 * Scans a JSON text without recursion and without allocating, so that neither depth nor size can hurt: a million brackets take
 * milliseconds. Does not check the grammar; that is the parser's work, once the depth is known to be harmless. Stops early, with the
 * numbers so far, as soon as the text is deeper or larger than allowed.
 */
export function scanJson(text: string, limits: { maxBytes: number; maxDepth: number }): JsonScan {
  const scan: JsonScan = { bytes: 0, depth: 0, hasDirt: false, hasHugeNumber: false };
  let depth = 0;
  let inString = false;
  let digits = 0;
  for (let at = 0; at < text.length && scan.bytes <= limits.maxBytes && scan.depth <= limits.maxDepth; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) {
      const width = wideBytes(text, at, unit);
      scan.bytes += width;
      if (width === 4) at += 1;
      else if (unit >= 0xd800 && unit <= 0xdfff) scan.hasDirt = true;
      continue;
    }
    scan.bytes += 1;
    if (inString) {
      if (unit === QUOTE) inString = false;
      else if (unit === BACKSLASH) {
        at += 1;
        scan.bytes += 1;
        if (text.charCodeAt(at) === LOWER_U) scan.hasDirt ||= isDirtyEscape(text, at + 1);
      }
      continue;
    }
    if (unit >= 0x30 && unit <= 0x39) {
      digits += 1;
      if (digits >= LONG_NUMBER_DIGITS) scan.hasHugeNumber = true;
      continue;
    }
    // "e" also stands in true and false; only behind a digit it starts an exponent.
    if ((unit === 0x65 || unit === 0x45) && digits > 0) scan.hasHugeNumber = true;
    digits = 0;
    if (unit === QUOTE) inString = true;
    else if (unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > scan.depth) scan.depth = depth;
    } else if (unit === 0x5d || unit === 0x7d) depth -= 1;
  }
  return scan;
}

/** Bytes of a character beyond ASCII; 4 means that it takes two units. A half pair counts as what it is replaced by. */
function wideBytes(text: string, at: number, unit: number): number {
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdbff) return 3;
  const next = text.charCodeAt(at + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 4 : 3;
}

/** \u0000 and \ud800 to \udfff. */
function isDirtyEscape(text: string, at: number): boolean {
  const first = text.charCodeAt(at) | 0x20;
  if (first === 0x64) return (text.charCodeAt(at + 1) | 0x20) >= 0x38;
  return text.startsWith('0000', at);
}
