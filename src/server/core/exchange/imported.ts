// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonObject, JsonValue } from '../json.ts';

/** Something of the source that the definition does not say, or says otherwise. */
export interface Loss {
  /** Where it stood in the source: "nodes.3.credentials". */
  path: string;
  /** What became of it. */
  message: string;
}

export interface Imported {
  /** A definition as people write it; what is left to be mended is for its check to say. */
  definition: JsonObject;
  losses: Loss[];
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
export const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const MAX_ID = 80;

/** An id made of a name; never empty. */
export function slugFrom(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[^a-zA-Z0-9_]+/g, '-')
    .replace(/^[^a-zA-Z0-9]+|-+$/g, '')
    .toLowerCase()
    .slice(0, MAX_ID);
  return slug === '' ? 'task' : slug;
}

/** Gives every name an id that no other name has. */
export class Ids {
  private readonly byName = new Map<string, string>();
  private readonly taken = new Set<string>();

  of(name: string): string {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const stem = slugFrom(name);
    let id = stem;
    for (let number = 2; this.taken.has(id); number += 1) id = `${stem}-${number}`;
    this.taken.add(id);
    this.byName.set(name, id);
    return id;
  }
}

/** A text that means itself: what would be read as a reference is written so that it is none. */
export const literal = (text: string): string => text.replaceAll('${', () => '$${');

/** A name as definitions take it. */
export const plainText = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 200);

/** Every string of a value passed through, with its place. */
export function mapStrings(value: JsonValue, change: (text: string, path: string) => JsonValue, path = ''): JsonValue {
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapStrings(item, change, at(index)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change, at(key))]));
}

/** Who comes before whom, directly or through others. */
export function ancestorsOf(edges: readonly { from: string; to: string }[], id: string): Set<string> {
  const into = new Map<string, string[]>();
  for (const { from, to } of edges) into.set(to, [...(into.get(to) ?? []), from]);
  const found = new Set<string>();
  const queue = [...(into.get(id) ?? [])];
  for (const each of queue) {
    if (found.has(each)) continue;
    found.add(each);
    queue.push(...(into.get(each) ?? []));
  }
  return found;
}
