/** Characters that were replaced: at `from`, `removed` gave way to `inserted`. */
export interface Patch {
  from: number;
  removed: string;
  inserted: string;
}

/** What must be replaced to turn one text into the other: everything between what they begin and end with in common. */
export function diffText(before: string, after: string): Patch {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  let tail = 0;
  while (tail < most - from && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return { from, removed: before.slice(from, before.length - tail), inserted: after.slice(from, after.length - tail) };
}

export function applyPatch(text: string, { from, removed, inserted }: Patch): string {
  return text.slice(0, from) + inserted + text.slice(from + removed.length);
}

export function revertPatch(text: string, { from, removed, inserted }: Patch): string {
  return text.slice(0, from) + removed + text.slice(from + inserted.length);
}
