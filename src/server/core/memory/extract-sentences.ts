import { tokensOf } from './context-entry.ts';
import { cosine, countWords, keywordsOf } from './words.ts';

/** Of the distinct keywords at least this share is kept, whatever the target. */
export const MIN_RETENTION = 0.6;

/** Sentences and lines, in order, each once: what is said twice is said once. */
export function sentencesOf(text: string): string[] {
  const pieces = text.split(/(?<=[.!?])\s+|\n+/u).map((piece) => piece.trim());
  const seen = new Set<string>();
  return pieces.filter((piece) => {
    const key = piece.toLowerCase();
    if (key === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Keeps the sentences that are closest to the whole text until `share` of its tokens is used up, then those that bring the most keywords
 * not yet kept until MIN_RETENTION of them are. Order stays; no word is invented.
 */
export function extractSentences(text: string, share: number): string {
  const sentences = sentencesOf(text);
  const whole = countWords(text);
  const all = keywordsOf(text);
  const budget = share * tokensOf(text);
  const rest = sentences
    .map((sentence, at) => ({ at, sentence, keywords: keywordsOf(sentence), centrality: cosine(countWords(sentence), whole) }))
    .sort((a, b) => b.centrality - a.centrality || a.at - b.at);
  const kept: typeof rest = [];
  const known = new Set<string>();
  const keep = (place: number) => {
    for (const one of rest.splice(place, 1)) {
      kept.push(one);
      for (const keyword of one.keywords) known.add(keyword);
    }
  };
  let used = 0;
  while (rest[0] !== undefined && (kept.length === 0 || used + tokensOf(rest[0].sentence) <= budget)) {
    used += tokensOf(rest[0].sentence);
    keep(0);
  }
  while (rest.length > 0 && known.size < MIN_RETENTION * all.size) keep(mostNews(rest, known));
  return kept
    .sort((a, b) => a.at - b.at)
    .map(({ sentence }) => sentence)
    .join('\n');
}

function mostNews(rest: readonly { keywords: ReadonlySet<string> }[], known: ReadonlySet<string>): number {
  let best = { place: 0, news: -1 };
  rest.forEach(({ keywords }, place) => {
    const news = [...keywords].filter((keyword) => !known.has(keyword)).length;
    if (news > best.news) best = { place, news };
  });
  return best.place;
}
