/**
 * Begins to load a part of a page in the browser as soon as the module that shows it is there, and not only once that is rendered. For parts
 * that are shown in any case; on the server nothing is loaded.
 */
export function loadEarly<T>(load: () => Promise<T>): () => Promise<T> {
  // Whoever renders the part asks for it again, and hears why it does not come.
  if (typeof window !== 'undefined') load().catch(() => undefined);
  return load;
}
