/** Characters of a definition that is kept as its author wrote it; a longer one is stored as a value. */
export const MAX_SOURCE = 1_000_000;
