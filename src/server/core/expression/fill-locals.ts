// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { JsonValue } from '../json.ts';
import { isLocalReference } from './reference-path.ts';
import { parseTemplate, type Resolution, resolveTemplate } from './references.ts';
import type { ExpressionScope } from './scope.ts';

// A repeated call is a task of its own with an input of its own: the template of the map or loop with what only that call knows filled in.
// It stays a template. A string that names nothing local is left for the day the task runs; one that does is filled in altogether, and what
// came in is escaped, so that no item can smuggle in a reference.

/** Fills in the strings that name `scope.locals`; the others keep their references. */
export function fillLocals(template: JsonValue, scope: ExpressionScope): Resolution {
  if (typeof template === 'string') return namesLocal(template) ? escaped(resolveTemplate(template, scope)) : { value: template };
  if (template === null || typeof template !== 'object') return { value: template };
  const filled: [string, JsonValue][] = [];
  for (const [key, part] of Object.entries(template)) {
    const resolved = fillLocals(part, scope);
    if ('fault' in resolved) return { fault: { ...resolved.fault, path: [key, resolved.fault.path].filter(Boolean).join('.') } };
    filled.push([key, resolved.value]);
  }
  return { value: Array.isArray(template) ? filled.map(([, value]) => value) : Object.fromEntries(filled) };
}

function namesLocal(text: string): boolean {
  if (!text.includes('${')) return false;
  const parsed = parseTemplate(text);
  return parsed.ok && parsed.parts.some((part) => typeof part !== 'string' && isLocalReference(part));
}

const escaped = (resolution: Resolution): Resolution => ('fault' in resolution ? resolution : { value: escapeTemplate(resolution.value) });

/** A template that resolves to the value, whatever its strings look like. */
export function escapeTemplate(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(escapeTemplate);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, escapeTemplate(part)]));
}
