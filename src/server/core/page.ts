/** One page of a list that is read by keyset. There are no totals: counting costs more than reading. */
export interface Page<T> {
  data: T[];
  /** Hand it back as `after` for the next page; null on the last one. Opaque. */
  nextCursor: string | null;
}

/**
 * Cuts rows that were read with one row too many into a page.
 * @param limit the page size; `rows` holds up to `limit + 1`
 * @param cursorOf names the place of a row, already encoded
 */
export function cutPage<Row, T>(rows: Row[], limit: number, as: { view: (row: Row) => T; cursorOf: (row: Row) => string }): Page<T> {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { data: kept.map(as.view), nextCursor: rows.length > limit && last !== undefined ? as.cursorOf(last) : null };
}
