// What lies near a question in meaning. Vectors have length 1, so that their product is the cosine of the angle between them.

/** An entry and what a model made of its text. */
export interface EmbeddedEntry {
  id: string;
  vector: Float32Array;
}

/** Less alike than this is not alike under any model. */
const LEAST_LIKENESS = 0.2;
/** With fewer entries nothing can be said to stand out of the rest. */
const LEAST_CROWD = 8;

/**
 * Entries nearest to a question, best first, at most so many. Models differ in how alike they find texts that have nothing in common, so what
 * counts is to stand out: one standard deviation above the mean of the entries. Vectors of another length came from another model.
 */
export function nearestEntries(question: Float32Array, entries: readonly EmbeddedEntry[], most: number): string[] {
  const likenesses = entries
    .filter(({ vector }) => vector.length === question.length)
    .map(({ id, vector }) => ({ id, likeness: product(question, vector) }));
  const bar = Math.max(LEAST_LIKENESS, likenesses.length < LEAST_CROWD ? 0 : standingOut(likenesses.map(({ likeness }) => likeness)));
  return likenesses
    .filter(({ likeness }) => likeness >= bar)
    .sort((a, b) => b.likeness - a.likeness || (a.id < b.id ? -1 : 1))
    .slice(0, most)
    .map(({ id }) => id);
}

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function standingOut(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return mean + Math.sqrt(variance);
}
