import type { JsonObject } from '../json.ts';

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
