/** Edits between two words: a letter more, less, other, or two swapped. Gives up beyond `most`. */
function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
        (row[j - 1] as number) + cost,
        swapped ? (previous[j - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...next) > most) return most + 1;
    previous = row;
    row = next;
  }
  return row[to.length] as number;
}

/** The name that was probably meant: at most a third of the letters differ; null when there is none. */
export function nearestName(given: string, names: Iterable<string>): string | null {
  const word = given.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    if (name === given) continue;
    const away = distance(word, name.toLowerCase(), least - 1);
    if (away >= least) continue;
    best = name;
    least = away;
  }
  return best;
}
