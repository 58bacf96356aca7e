import type { JsonValue } from '@/server/core/json.ts';

/** The value of a JSON text; null when it is none. */
export function readJson(text: string): { value: JsonValue } | null {
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return null;
  }
}

/** The inputs that a definition refers to, as an object to fill in. */
export function inputSkeleton(definition: JsonValue): string {
  const names = new Set([...JSON.stringify(definition).matchAll(/\$\{input\.([A-Za-z_][\w]*)/g)].map(([, name]) => name));
  return JSON.stringify(Object.fromEntries([...names].map((name) => [name, ''])), null, 2);
}
