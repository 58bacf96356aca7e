import type { JsonValue } from './json.ts';
import { type JsonScan, scanJson } from './json-scan.ts';

export interface OutputLimits {
  /** UTF-8 bytes of the JSON text. */
  maxBytes: number;
  maxDepth: number;
}

/** What one result may be: 10 MB, as promised by the API, and a depth that every reader's recursion survives. */
export const OUTPUT_LIMITS: OutputLimits = { maxBytes: 10 * 1024 * 1024, maxDepth: 200 };

export type CleanOutput = { ok: true; text: string } | { ok: false; code: 'invalid_output' | 'output_too_large'; message: string };

/**
 * Makes an agent's JSON text safe to store, serve and hand to others. NUL and half surrogate pairs, which PostgreSQL refuses, become
 * U+FFFD, in keys too (keys that become equal: the last wins, as in JSON itself). A number beyond a double is refused: JSON.parse makes it
 * Infinity, the next JSON.stringify null, and a result that changes on its way is worse than none. Clean text comes back as it is.
 */
export function cleanOutput(text: string, limits: OutputLimits = OUTPUT_LIMITS): CleanOutput {
  const scan = scanJson(text, limits);
  const broken = overLimit(scan, limits);
  if (broken !== null) return broken;
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return { ok: false, code: 'invalid_output', message: 'the output is not JSON' };
  }
  if (scan.hasHugeNumber && !isAllFinite(value))
    return { ok: false, code: 'invalid_output', message: 'the output holds a number beyond the range of a double' };
  if (!scan.hasDirt) return { ok: true, text };
  const cleaned = JSON.stringify(cleanValue(value));
  // Written anew, numbers may be longer than they were sent.
  return overLimit(scanJson(cleaned, limits), limits) ?? { ok: true, text: cleaned };
}

/** Text with NUL and half surrogate pairs replaced by U+FFFD. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A JSON value with every string and key cleaned. Recursive: the caller has bounded the depth. */
export function cleanValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return cleanText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(cleanValue);
  // fromEntries defines properties, so that a key "__proto__" stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), cleanValue(item)]));
}

function overLimit(scan: JsonScan, limits: OutputLimits): CleanOutput | null {
  if (scan.bytes > limits.maxBytes)
    return { ok: false, code: 'output_too_large', message: `the output is larger than ${limits.maxBytes} bytes` };
  if (scan.depth > limits.maxDepth)
    return { ok: false, code: 'invalid_output', message: `the output is nested deeper than ${limits.maxDepth} levels` };
  return null;
}

function isAllFinite(value: JsonValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  return (Array.isArray(value) ? value : Object.values(value)).every(isAllFinite);
}
