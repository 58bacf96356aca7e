import type { Fault } from './errors.ts';

/** Nesting a caller may use in free-form JSON: input, context, metadata. */
export const MAX_INPUT_DEPTH = 64;
/** Faults reported at once; a hostile body does not get a longer answer than its question. */
export const MAX_FAULTS = 200;

/** A key may be a megabyte long, its fault may not. */
const MAX_PATH_LENGTH = 400;

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const LONE_SURROGATE = /\p{Surrogate}/u;

interface Pending {
  value: unknown;
  path: string;
  depth: number;
}

/**
 * What keeps a parsed JSON value from being stored and handed around safely: nesting beyond `maxDepth` (a scalar has depth 0), keys that
 * mean something to JavaScript objects, NUL characters and lone surrogates (PostgreSQL refuses both). Walks without recursion, so that no
 * nesting overflows the stack. Empty when all is well.
 */
export function findJsonFaults(value: unknown, options: { path?: string; maxDepth?: number } = {}): Fault[] {
  const maxDepth = options.maxDepth ?? MAX_INPUT_DEPTH;
  const faults: Fault[] = [];
  const stack: Pending[] = [{ value, path: options.path ?? '', depth: 0 }];
  for (let next = stack.pop(); next !== undefined && faults.length < MAX_FAULTS; next = stack.pop()) {
    const message = textFault(next.value);
    if (message !== null) faults.push({ path: next.path, message });
    if (next.value === null || typeof next.value !== 'object') continue;
    if (next.depth >= maxDepth) faults.push({ path: next.path, message: `nested deeper than ${maxDepth} levels` });
    else pushChildren(next as Pending & { value: object }, stack, faults);
  }
  return faults.slice(0, MAX_FAULTS).map(({ path, message }) => ({ path: path.slice(0, MAX_PATH_LENGTH), message }));
}

function pushChildren(parent: Pending & { value: object }, stack: Pending[], faults: Fault[]): void {
  for (const [key, value] of Object.entries(parent.value)) {
    const path = parent.path === '' ? key : `${parent.path}.${key}`;
    const keyFault = FORBIDDEN_KEYS.has(key) ? `the key "${key}" is not allowed` : textFault(key);
    if (keyFault !== null) faults.push({ path, message: keyFault });
    if (isNoJsonNumber(value)) faults.push({ path, message: 'not a number that JSON has' });
    // Other numbers, booleans and null cannot be at fault; leaving them out here halves the walk.
    if (typeof value === 'string' ? textFault(value) !== null : typeof value === 'object' && value !== null)
      stack.push({ value, path, depth: parent.depth + 1 });
  }
}

/** YAML has numbers that JSON would silently write as null, or not at all. */
function isNoJsonNumber(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));
}

function textFault(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (value.includes('\u0000')) return 'NUL characters are not allowed';
  return LONE_SURROGATE.test(value) ? 'half of a surrogate pair is not allowed' : null;
}
