// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonObject, JsonValue } from '../json.ts';

// JSON of others, where nothing is where it is said to be: what is of another kind counts as empty.

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
export const listOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

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
