import { describe, expect, it } from 'vitest';
import { dropEntry, keepEntry, readEntry, type Store } from './journal.ts';

function makeStore(room = Number.POSITIVE_INFINITY): Store & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}
const entry = { text: 'name: x', base: '', revision: 3, at: 5 };

describe('journal', () => {
  it('[DE20] what was kept is read back, for its workflow alone, until it is dropped', () => {
    const store = makeStore();
    expect(keepEntry(store, 'a', entry)).toBe(true);
    expect(readEntry(store, 'a')).toEqual(entry);
    expect(readEntry(store, 'b')).toBeNull();
    dropEntry(store, 'a');
    expect(readEntry(store, 'a')).toBeNull();
  });

  it.each(['', 'no json', '{"text": 5}', '[]', 'null'])('[DE20] %j in its place is nothing', (text) => {
    const store = makeStore();
    keepEntry(store, 'a', entry);
    for (const key of store.kept.keys()) store.kept.set(key, text);
    expect(readEntry(store, 'a')).toBeNull();
  });

  it('[DE20] a browser without room says so', () => {
    expect(keepEntry(makeStore(10), 'a', entry)).toBe(false);
  });
});
