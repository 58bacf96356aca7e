/** Edits (insert, delete, replace, swap neighbours) that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let older: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replace = (last[j - 1] as number) + Number(from[i - 1] !== to[j - 1]);
      let best = Math.min(replace, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) best = Math.min(best, (older[j - 2] as number) + 1);
      row.push(best);
    }
    older = last;
    last = row;
  }
  return last[to.length] as number;
}

/** Names less alike than this are different words. */
const LEAST_ALIKE = 0.6;
/** A name that holds the other one: at least this, more the less it adds. */
const HOLDS = 0.7;

/** How alike two folded names are written, 0..1: 1 when equal, by length when one holds the other, else by edits. */
export function spellingLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.includes(short)) return HOLDS + (1 - HOLDS) * (short.length / long.length);
  if (short.length / long.length < LEAST_ALIKE) return 0;
  const alike = 1 - editDistance(short, long) / long.length;
  return alike >= LEAST_ALIKE ? alike : 0;
}
