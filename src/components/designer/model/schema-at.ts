import type { JsonObject } from '@/server/core/json.ts';
import { isObject } from './draft.ts';
import { ITEM } from './yaml-place.ts';

// Walks the published JSON Schema of definitions along the keys of a text.

function resolve(root: JsonObject, schema: JsonObject): JsonObject[] {
  const { $ref: ref, anyOf } = schema;
  if (typeof ref === 'string') {
    const target = ref
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((part, step) => (isObject(part as JsonObject) ? (part as JsonObject)[step] : undefined), root);
    // Only free-form JSON refers to itself, and there is nothing to say about it.
    return isObject(target as JsonObject) && target !== schema ? [target as JsonObject] : [];
  }
  return Array.isArray(anyOf) ? anyOf.filter(isObject).flatMap((part) => resolve(root, part)) : [schema];
}

const childOf = (schema: JsonObject, step: string): JsonObject[] => {
  if (step === ITEM) return isObject(schema.items) ? [schema.items] : [];
  const { properties } = schema;
  const child = isObject(properties) && Object.hasOwn(properties, step) ? properties[step] : undefined;
  return isObject(child) ? [child] : [];
};

/** What the schema says of a place: one schema, several where it may be one of several, none where it says nothing. */
export function schemasAt(root: JsonObject, path: readonly string[]): JsonObject[] {
  return path.reduce<JsonObject[]>(
    (schemas, step) => schemas.flatMap((schema) => childOf(schema, step)).flatMap((schema) => resolve(root, schema)),
    [root],
  );
}

export function keysAt(root: JsonObject, path: readonly string[]): { key: string; schema: JsonObject; required: boolean }[] {
  return schemasAt(root, path).flatMap(({ properties, required }) =>
    isObject(properties)
      ? Object.entries(properties).flatMap(([key, schema]) =>
          isObject(schema) ? [{ key, schema, required: Array.isArray(required) && required.includes(key) }] : [],
        )
      : [],
  );
}

/** The values that the schema lists for a place. */
export function valuesAt(root: JsonObject, path: readonly string[]): string[] {
  return schemasAt(root, path).flatMap((schema) => {
    if (Array.isArray(schema.enum)) return schema.enum.map(String);
    return schema.type === 'boolean' ? ['true', 'false'] : [];
  });
}

/** A schema in a few words: "number, 1 to 100, else 3". */
export function describeSchema(schema: JsonObject): string {
  const { type, minimum, maximum, maxLength, maxItems } = schema;
  const parts: string[] = [];
  if (Array.isArray(schema.enum)) parts.push(schema.enum.map(String).join(', '));
  else if (typeof type === 'string') parts.push(type === 'array' ? 'list' : type);
  if (typeof minimum === 'number' && typeof maximum === 'number') parts.push(`${minimum} to ${maximum}`);
  else if (typeof minimum === 'number') parts.push(`at least ${minimum}`);
  if (typeof maxLength === 'number') parts.push(`at most ${maxLength} characters`);
  if (typeof maxItems === 'number') parts.push(`at most ${maxItems}`);
  const fallback = schema.default;
  if (fallback !== undefined && (typeof fallback !== 'object' || fallback === null)) parts.push(`else ${String(fallback)}`);
  return parts.join(', ');
}
