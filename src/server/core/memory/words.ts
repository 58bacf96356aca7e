// Words, keywords and how alike two texts are by their words.

const STOP_WORDS = new Set(
  (
    'about above after again against also been before being below between both cannot could does doing down during each from further have having here ' +
    'hers herself himself into itself just more most must myself only other ours ourselves over same should some such than that their theirs them ' +
    'themselves then there these they this those through under until upon very were what when where which while whom will with would your yours ' +
    'yourself yourselves'
  ).split(' '),
);
/** Shorter words say little. */
const KEYWORD_LENGTH = 4;

/** Words in lower case, in order. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words that carry meaning. */
export function keywordsOf(text: string): Set<string> {
  return new Set(wordsOf(text).filter((word) => word.length >= KEYWORD_LENGTH && !STOP_WORDS.has(word)));
}

/** How often each word occurs. */
export type WordCounts = ReadonlyMap<string, number>;

export function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const norm = (counts: WordCounts) => Math.sqrt([...counts.values()].reduce((total, count) => total + count ** 2, 0));

/** Cosine of two word counts: 1 for the same words in the same proportions, 0 for none in common. */
export function cosine(a: WordCounts, b: WordCounts): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let dot = 0;
  for (const [word, count] of small) dot += count * (large.get(word) ?? 0);
  const length = norm(a) * norm(b);
  return length === 0 ? 0 : Math.min(1, dot / length);
}
