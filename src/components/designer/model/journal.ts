// What the author has not stored yet, kept in the browser: after a crash the designer goes on where it was.

export interface JournalEntry {
  text: string;
  /** What the text was made from, and the revision it was stored as; null for a workflow that is not stored yet. */
  base: string;
  revision: number | null;
  /** When it was kept, ms. */
  at: number;
}

/** As much of a browser's storage as the journal needs. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = (id: string) => `hive.draft.${id}`;

/** Keeps an entry. @returns false when the browser has no room */
export function keepEntry(store: Store, id: string, entry: JournalEntry): boolean {
  try {
    store.setItem(keyOf(id), JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

export function dropEntry(store: Store, id: string): void {
  store.removeItem(keyOf(id));
}

/** What was kept; null when there is nothing that can be read. */
export function readEntry(store: Store, id: string): JournalEntry | null {
  try {
    const entry = JSON.parse(store.getItem(keyOf(id)) ?? 'null') as Partial<JournalEntry> | null;
    if (typeof entry?.text !== 'string' || typeof entry.base !== 'string' || typeof entry.at !== 'number') return null;
    return { text: entry.text, base: entry.base, at: entry.at, revision: typeof entry.revision === 'number' ? entry.revision : null };
  } catch {
    return null;
  }
}

const BEGINNING = 'hive.draft-beginning';

/** Keeps the text that a new workflow is to begin with, until the designer has taken it. @returns false when the browser has no room */
export function keepBeginning(store: Store, text: string): boolean {
  try {
    store.setItem(BEGINNING, text);
    return true;
  } catch {
    return false;
  }
}

export const readBeginning = (store: Store): string | null => store.getItem(BEGINNING);
export const dropBeginning = (store: Store): void => store.removeItem(BEGINNING);
