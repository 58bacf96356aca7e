const texts = new WeakMap<object, string>();

/** JSON text of a value; of one that cannot change it is written once (core/freeze.ts freezes all of a value or nothing). */
export function frozenText(value: unknown): string {
  if (typeof value !== 'object' || value === null || !Object.isFrozen(value)) return JSON.stringify(value);
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}
