// Arrays as PostgreSQL reads them fastest. The driver quotes every element of a JavaScript array; ids and numbers need no quotes, and
// long texts travel as one string that the server splits (measured: a third of the cost of text[], docs/adr/0003-road-statements.md).

/** Never occurs in JSON text: JSON escapes control characters inside strings and allows no others outside. */
const SEPARATOR = '\u001e';

/** `uuid[]`, `int[]`, `bigint[]` or `float8[]` from values that need no quoting. */
export function bareArray(values: readonly (string | number | bigint | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/**
 * One string for `string_to_array($n, E'\x1e', '')`. An empty string arrives as NULL.
 * The texts must not hold U+001E; JSON and the identifiers of this project cannot.
 */
export function joinedTexts(values: readonly (string | null)[]): string {
  return values.map((value) => value ?? '').join(SEPARATOR);
}
