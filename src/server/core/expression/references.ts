// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how references are written
import type { Fault } from '../errors.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { isLocalReference, type PathStep, parseReferenceAt, type Reference } from './reference-path.ts';
import type { ExpressionScope } from './scope.ts';

// References in the strings of a task's input. A string that is one reference and nothing else becomes the value itself; inside longer
// text, strings are inserted as they are and other values as JSON. "$${" is a literal "${". A reference that leads nowhere is a fault.

/** Text that references may add to one input, in UTF-16 units: many references to a large output would multiply it. */
export const MAX_INSERTED_LENGTH = 20_000_000;

export type TemplatePart = string | Reference;
export type TemplateParse = { ok: true; parts: TemplatePart[] } | { ok: false; message: string };
/** `fault.path` is the place in the input whose reference leads nowhere; it makes the attempt error `input_unresolved`. */
export type Resolution = { value: JsonValue } | { fault: Fault };

/** Splits a string into literal text and references. */
export function parseTemplate(text: string): TemplateParse {
  const parts: TemplatePart[] = [];
  let literal = '';
  let at = 0;
  for (let open = text.indexOf('${'); open !== -1; open = text.indexOf('${', at)) {
    if (open > at && text[open - 1] === '$') {
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    const parsed = parseReferenceAt(text, open + 2);
    if (!parsed.ok) return parsed;
    literal += text.slice(at, open);
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(parsed.reference);
    at = parsed.end;
  }
  literal += text.slice(at);
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return { ok: true, parts };
}

/** Every reference of a template with the place it stands at, and every string that does not parse. */
export function listReferences(template: JsonValue, path = ''): { references: { path: string; reference: Reference }[]; faults: Fault[] } {
  const references: { path: string; reference: Reference }[] = [];
  const faults: Fault[] = [];
  const visit = (value: JsonValue, at: string): void => {
    if (typeof value === 'string') {
      if (!value.includes('${')) return;
      const parsed = parseTemplate(value);
      if (!parsed.ok) faults.push({ path: at, message: parsed.message });
      else for (const part of parsed.parts) if (typeof part !== 'string') references.push({ path: at, reference: part });
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, joinPath(at, index));
    } else if (value !== null && typeof value === 'object') {
      for (const [key, item] of Object.entries(value)) visit(item, joinPath(at, key));
    }
  };
  visit(template, path);
  return { references, faults };
}

/** Fills a template in. Parts without references are shared with the template, so neither side may be changed afterwards. */
export function resolveTemplate(template: JsonValue, scope: ExpressionScope): Resolution {
  return new Resolver(scope).resolve(template, '');
}

class Resolver {
  readonly scope: ExpressionScope;
  #inserted = 0;
  #found = 0;
  readonly #lengths = new Map<string, number>();

  constructor(scope: ExpressionScope) {
    this.scope = scope;
  }

  resolve(template: JsonValue, at: string): Resolution {
    if (typeof template === 'string') return template.includes('${') ? this.#resolveText(template, at) : { value: template };
    if (template === null || typeof template !== 'object') return { value: template };
    return Array.isArray(template) ? this.#resolveList(template, at) : this.#resolveObject(template, at);
  }

  #resolveList(list: JsonValue[], at: string): Resolution {
    const filled: JsonValue[] = [];
    for (const [index, item] of list.entries()) {
      const resolved = this.resolve(item, joinPath(at, index));
      if ('fault' in resolved) return resolved;
      filled.push(resolved.value);
    }
    return { value: filled.every((value, index) => value === list[index]) ? list : filled };
  }

  #resolveObject(object: JsonObject, at: string): Resolution {
    const filled: [string, JsonValue][] = [];
    let changed = false;
    for (const [key, item] of Object.entries(object)) {
      const resolved = this.resolve(item, joinPath(at, key));
      if ('fault' in resolved) return resolved;
      filled.push([key, resolved.value]);
      changed ||= resolved.value !== item;
    }
    return { value: changed ? Object.fromEntries(filled) : object };
  }

  #resolveText(text: string, at: string): Resolution {
    const parsed = parseTemplate(text);
    if (!parsed.ok) return { fault: { path: at, message: parsed.message } };
    const [first] = parsed.parts;
    if (parsed.parts.length === 1 && first !== undefined && typeof first !== 'string') return this.#lookUp(first, at);
    let filled = '';
    for (const part of parsed.parts) {
      if (typeof part === 'string') {
        filled += part;
        continue;
      }
      const found = this.#lookUp(part, at);
      if ('fault' in found) return found;
      filled += typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
    }
    return { value: filled };
  }

  #lookUp(reference: Reference, at: string): Resolution {
    const found = lookUp(reference, this.scope);
    if ('fault' in found) return { fault: { path: at, message: found.fault } };
    this.#found += 1;
    // One reference adds at most one output, which has a cap of its own; measuring starts with the second.
    if (this.#found > 1) this.#inserted += this.#lengthOf(reference, found.value);
    if (this.#inserted <= MAX_INSERTED_LENGTH) return found;
    return { fault: { path: at, message: `references add more than ${MAX_INSERTED_LENGTH} characters to this input` } };
  }

  #lengthOf(reference: Reference, value: JsonValue): number {
    if (typeof value === 'string') return value.length;
    let length = this.#lengths.get(reference.source);
    if (length === undefined) {
      length = JSON.stringify(value).length;
      this.#lengths.set(reference.source, length);
    }
    return length;
  }
}

function lookUp(reference: Reference, scope: ExpressionScope): { value: JsonValue } | { fault: string } {
  if (isLocalReference(reference)) {
    const value = scope.locals?.[reference.root];
    return value === undefined
      ? { fault: `\${${reference.source}} leads nowhere: no map or loop repeats this task` }
      : follow(value, reference);
  }
  if (reference.root !== 'tasks') return follow(scope[reference.root], reference);
  const view = Object.hasOwn(scope.tasks, reference.task) ? scope.tasks[reference.task] : undefined;
  if (view === undefined) return { fault: `\${${reference.source}} leads nowhere: there is no task "${reference.task}" to read` };
  if (reference.field === 'output' && view.status !== 'completed')
    return { fault: `\${${reference.source}} leads nowhere: task "${reference.task}" is ${view.status} and has no output` };
  return follow(view[reference.field], reference);
}

/** Own properties only: what a value inherits is not part of its JSON. */
function follow(start: JsonValue, reference: Reference): { value: JsonValue } | { fault: string } {
  let value: JsonValue = start;
  for (const step of reference.path) {
    const next = stepInto(value, step);
    if (next === undefined) return { fault: `\${${reference.source}} leads nowhere: ${describeMiss(value, step)}` };
    value = next;
  }
  return { value };
}

function stepInto(value: JsonValue, step: PathStep): JsonValue | undefined {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  const key = String(step);
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function describeMiss(value: JsonValue, step: PathStep): string {
  if (Array.isArray(value)) return `a list of ${value.length} has no ${JSON.stringify(step)}`;
  return value !== null && typeof value === 'object'
    ? `there is no ${JSON.stringify(step)}`
    : `${JSON.stringify(step)} is asked of no object`;
}

function joinPath(at: string, step: PathStep): string {
  return at === '' ? String(step) : `${at}.${step}`;
}
