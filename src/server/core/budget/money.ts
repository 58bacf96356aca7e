/** What a limit may be: at least a thousandth of a cent. US dollars. */
export const LIMIT_USD = { least: 0.00001, most: 1e9 } as const;

/** Below this, cents say nothing. US dollars. */
const SMALL_USD = 0.1;

/** US dollars for people: cents, and of small sums two digits that count. */
export function money(usd: number): string {
  const size = Math.abs(usd);
  if (size === 0 || size >= SMALL_USD) return `$${usd.toFixed(2)}`;
  return `$${usd.toFixed(Math.min(8, 1 - Math.floor(Math.log10(size))))}`;
}
